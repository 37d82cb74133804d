import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve } from 'node:path';
import type { FaultyProcess } from './faulty-process.ts';
import {
  type AnyFunction,
  type FileHandle,
  type Functions,
  halfOf,
  isChange,
  isFlush,
  isOpen,
  isRead,
  isWrite,
} from './file-operations.ts';

/** Replaces the methods of a file handle by ones that can fail. */
const interceptHandle =
  ({ strike, complete, markUnflushed, isDead }: FaultyProcess) =>
  (handle: FileHandle, path: string): FileHandle => {
    const methods = handle as unknown as Functions;
    const close = handle.close.bind(handle);
    const names = new Set([
      ...Object.getOwnPropertyNames(Object.getPrototypeOf(handle)),
      ...Object.getOwnPropertyNames(handle),
    ]);
    for (const name of names) {
      const method = methods[name];
      if (typeof method !== 'function' || isRead(name) || name === 'fd') continue;
      const value = async (...args: unknown[]): Promise<unknown> => {
        const operation = { name, path };
        const fault = strike(operation);
        if (fault === undefined) {
          // Power cuts are simulated, so a flush need not wait for the disk.
          const result: unknown = isFlush(name) ? undefined : await method.apply(handle, args);
          complete(operation, args);
          return result;
        }
        if (fault.isHalfDone && isWrite(name)) {
          await method.call(handle, halfOf(args[0]));
          markUnflushed(path);
        }
        // A handle that stays open would cause an error of Node's own later.
        if (isDead() || name === 'close') await close();
        throw fault.error;
      };
      Object.defineProperty(handle, name, { value });
    }
    return handle;
  };

type Interceptor = (name: string, method: AnyFunction) => AnyFunction;

/** A function of `fs.promises` that can fail. */
const interceptPromise = (process: FaultyProcess): Interceptor => {
  const { strike, complete } = process;
  const wrapHandle = interceptHandle(process);
  return (name, method) =>
    async (...args) => {
      const path = resolve(String(args[0]));
      const operation = { name, path };
      const fault = isChange(name, args) ? strike(operation) : undefined;
      if (fault === undefined) {
        const result: unknown = await method.apply(fs.promises, args);
        complete(operation, args);
        return name === 'open' ? wrapHandle(result as FileHandle, path) : result;
      }
      if (fault.isHalfDone && isWrite(name))
        await method.call(fs.promises, path, halfOf(args[1]), args[2]);
      throw fault.error;
    };
};

/** A function of `fs` that can fail: a synchronous one, or one that calls back. */
const interceptOther = ({ strike, complete }: FaultyProcess): Interceptor => {
  const descriptors = new Map<number, string>();
  const pathOf = (first: unknown): string | undefined =>
    typeof first === 'number' ? descriptors.get(first) : resolve(String(first));
  return (name, method) =>
    (...args) => {
      const path = pathOf(args[0]);
      const operation = { name, path: path ?? '' };
      const callback = args.at(-1);
      const fault = path !== undefined && isChange(name, args) ? strike(operation) : undefined;
      if (fault !== undefined) {
        if (typeof callback !== 'function') throw fault.error;
        queueMicrotask(() => callback(fault.error));
        return undefined;
      }
      const succeed = (result: unknown): void => {
        if (isOpen(name) && isChange(name, args)) descriptors.set(result as number, operation.path);
        complete(operation, args);
      };
      if (typeof callback === 'function')
        return method.apply(fs, [
          ...args.slice(0, -1),
          (error: unknown, ...results: unknown[]) => {
            if (!error) succeed(results[0]);
            callback(error, ...results);
          },
        ]);
      const result: unknown = method.apply(fs, args);
      succeed(result);
      return result;
    };
};

/** Replaces the functions of a module that change files. Returns the function that restores them. */
const replace = (target: Functions, intercept: Interceptor): (() => void) => {
  const originals = Object.entries(target).filter(
    ([name, method]) => typeof method === 'function' && !/^[A-Z]/.test(name) && !isRead(name),
  );
  for (const [name, method] of originals) target[name] = intercept(name, method);
  return () => Object.assign(target, Object.fromEntries(originals));
};

/** Lets the file operations of this process be those of a faulty one. Returns the function that ends this. */
export const interceptFs = (process: FaultyProcess): (() => void) => {
  const restores = [
    replace(fs.promises as unknown as Functions, interceptPromise(process)),
    replace(fs as unknown as Functions, interceptOther(process)),
  ];
  syncBuiltinESMExports();
  return () => {
    for (const restore of restores) restore();
    syncBuiltinESMExports();
  };
};
