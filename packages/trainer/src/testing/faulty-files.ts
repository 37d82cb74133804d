import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';

/** What happens at an operation. After a death, nothing else happens to any file. */
export type FaultKind =
  /** It fails and has done nothing: the disk is full, or for every second one defective. */
  | 'failure'
  /** Half of what was to be written is, then it fails. */
  | 'cut'
  /** The process is killed before it. */
  | 'death'
  /** The process is killed in the middle of it. */
  | 'death in the middle'
  /** The power fails before it: of files that were not flushed, half is lost. */
  | 'power cut';

export const FAULT_KINDS: readonly FaultKind[] = [
  ...(['failure', 'cut', 'death', 'death in the middle', 'power cut'] as const),
];

export interface Operation {
  /** The function of `node:fs`, or the method of a handle. */
  readonly name: string;
  readonly path: string;
}

export interface Faulty<A> {
  readonly result: A | undefined;
  /** What the work threw; a process that died has told nobody. */
  readonly error: unknown;
  readonly operations: readonly Operation[];
  /** The one that failed, if there were as many. */
  readonly struck: Operation | undefined;
  /** Of files outside the folder. */
  readonly elsewhere: readonly Operation[];
}

type Any = (...args: unknown[]) => unknown;
type Functions = Record<string, Any>;

/** What changes nothing; all else that `node:fs` has, now or in later versions, counts. */
const READS =
  /^(access|exists|f?stat|lstat|statfs|readv?|read(File|dir|link|Lines)|readableWebStream|realpath|opendir|watch|watchFile|unwatchFile|openAsBlob|glob|getAsyncId|create(Read|Write)Stream|constructor|_.*)(Sync)?$/;

/** Power cuts are simulated, so nothing need wait for the disk. */
const isFlush = (name: string): boolean => /^f?(data)?sync/.test(name);

const isWriting = (flags: unknown): boolean =>
  typeof flags === 'number' ? (flags & 3) !== 0 : typeof flags === 'string' && /[wa+]/.test(flags);

/** Killed processes have numbers that no process of a system can have. */
let nextPid = 5_000_000;

/**
 * Does work as a process of its own would, and counts each operation that changes a file, by whichever of
 * the ways that Node has; the so-manieth one fails.
 *
 * @param folder all files that the work may change are in it.
 */
export const withFaults = async <A>(
  folder: string,
  work: () => Promise<A>,
  {
    at = Number.POSITIVE_INFINITY,
    kind = 'failure',
    hasLinks = true,
  }: {
    readonly at?: number;
    readonly kind?: FaultKind;
    /** Without: as on a memory stick. */
    readonly hasLinks?: boolean;
  } = {},
): Promise<Faulty<A>> => {
  const root = resolve(folder) + sep;
  const operations: Operation[] = [];
  const elsewhere: Operation[] = [];
  const descriptors = new Map<number, string>();
  const unflushed = new Set<string>();
  let struck: Operation | undefined;
  let isDead = false;
  const { closeSync, existsSync, fstatSync, ftruncateSync, openSync } = fs;
  const loseHalf = (path: string): void => {
    if (!existsSync(path)) return;
    const file = openSync(path, 'r+');
    ftruncateSync(file, fstatSync(file).size >> 1);
    closeSync(file);
  };

  const failure = (code: string, { name, path }: Operation): Error =>
    Object.assign(new Error(`${code}: made to fail, ${name} '${path}'`), { code });
  /** What stands in for the operation; undefined if it may go on. */
  const strike = (operation: Operation): { error: Error; isHalfDone: boolean } | undefined => {
    if (isDead) return { error: failure('DEAD', operation), isHalfDone: false };
    const { path } = operation;
    if (!`${path}${sep}`.startsWith(root)) {
      elsewhere.push(operation);
      return undefined;
    }
    operations.push(operation);
    if (operation.name === 'link' && !hasLinks)
      return { error: failure('EPERM', operation), isHalfDone: false };
    if (operations.length - 1 !== at) return undefined;
    struck = operation;
    isDead = kind === 'death' || kind === 'death in the middle' || kind === 'power cut';
    if (kind === 'power cut') for (const path of unflushed) loseHalf(path);
    const code = isDead ? 'DEAD' : kind === 'failure' && at % 2 === 1 ? 'EIO' : 'ENOSPC';
    const isHalfDone = kind === 'cut' || kind === 'death in the middle';
    return { error: failure(code, operation), isHalfDone };
  };
  const note = ({ name, path }: Operation, args: readonly unknown[]): void => {
    const [, second] = args;
    if (/^(write|append|truncate)/.test(name)) {
      const { flush = false } = (args.at(-1) ?? {}) as { readonly flush?: boolean };
      if (!flush) unflushed.add(path);
    }
    if (isFlush(name)) unflushed.delete(path);
    if (/^(rename|link|copyFile|cp)/.test(name) && unflushed.has(path))
      unflushed.add(resolve(String(second)));
    if (/^(rename|unlink|rm)/.test(name)) unflushed.delete(path);
  };
  const halfOf = (data: unknown): unknown =>
    typeof data === 'string'
      ? data.slice(0, data.length >> 1)
      : (data as Uint8Array).subarray(0, (data as Uint8Array).length >> 1);
  const writes = /^(write|append)(File)?(Sync)?$/;

  const wrapHandle = (handle: fs.promises.FileHandle, path: string): fs.promises.FileHandle => {
    const methods = handle as unknown as Functions;
    const close = handle.close.bind(handle);
    const names = new Set([
      ...Object.getOwnPropertyNames(Object.getPrototypeOf(handle)),
      ...Object.getOwnPropertyNames(handle),
    ]);
    for (const name of names) {
      const method = methods[name];
      if (typeof method !== 'function' || READS.test(name) || name === 'fd') continue;
      Object.defineProperty(handle, name, {
        value: async (...args: unknown[]) => {
          const operation = { name, path };
          const fault = strike(operation);
          if (fault === undefined) {
            const result: unknown = isFlush(name) ? undefined : await method.apply(handle, args);
            note(operation, args);
            return result;
          }
          if (fault.isHalfDone && writes.test(name)) {
            await method.call(handle, halfOf(args[0]));
            unflushed.add(path);
          }
          // What is left open would be an error of Node's own later.
          if (isDead || name === 'close') await close();
          throw fault.error;
        },
      });
    }
    return handle;
  };

  const pathOf = (first: unknown): string | undefined =>
    typeof first === 'number' ? descriptors.get(first) : resolve(String(first));
  const isCounted = (name: string, args: readonly unknown[]): boolean =>
    /^open(Sync)?$/.test(name) ? isWriting(args[1]) : !READS.test(name);

  const wrapPromise =
    (name: string, method: Any): Any =>
    async (...args: unknown[]) => {
      const path = pathOf(args[0])!;
      const operation = { name, path };
      const fault = isCounted(name, args) ? strike(operation) : undefined;
      if (fault === undefined) {
        const result: unknown = await method.apply(fs.promises, args);
        note(operation, args);
        return name === 'open' ? wrapHandle(result as fs.promises.FileHandle, path) : result;
      }
      if (fault.isHalfDone && writes.test(name))
        await method.call(fs.promises, path, halfOf(args[1]), args[2]);
      throw fault.error;
    };
  const wrapOther =
    (name: string, method: Any): Any =>
    (...args: unknown[]) => {
      const path = pathOf(args[0]);
      const operation = { name, path: path ?? '' };
      const done = args.at(-1);
      const fault = path !== undefined && isCounted(name, args) ? strike(operation) : undefined;
      if (fault !== undefined) {
        if (typeof done !== 'function') throw fault.error;
        queueMicrotask(() => done(fault.error));
        return undefined;
      }
      const opened = (descriptor: unknown): void => {
        if (/^open(Sync)?$/.test(name) && isCounted(name, args))
          descriptors.set(descriptor as number, operation.path);
      };
      if (typeof done === 'function')
        return method.apply(fs, [
          ...args.slice(0, -1),
          (error: unknown, ...results: unknown[]) => {
            if (!error) {
              opened(results[0]);
              note(operation, args);
            }
            done(error, ...results);
          },
        ]);
      const result: unknown = method.apply(fs, args);
      opened(result);
      note(operation, args);
      return result;
    };

  const patch = (target: Functions, wrap: (name: string, method: Any) => Any): (() => void) => {
    const before = Object.entries(target).filter(
      ([name, method]) => typeof method === 'function' && !/^[A-Z]/.test(name) && !READS.test(name),
    );
    for (const [name, method] of before) target[name] = wrap(name, method);
    return () => Object.assign(target, Object.fromEntries(before));
  };
  const pid = Object.getOwnPropertyDescriptor(process, 'pid')!;
  Object.defineProperty(process, 'pid', { ...pid, value: nextPid++ });
  const undo = [
    patch(fs.promises as unknown as Functions, wrapPromise),
    patch(fs as unknown as Functions, wrapOther),
  ];
  syncBuiltinESMExports();
  try {
    return { result: await work(), error: undefined, ...{ operations, struck, elsewhere } };
  } catch (error) {
    return { result: undefined, error, ...{ operations, struck, elsewhere } };
  } finally {
    for (const restore of undo) restore();
    syncBuiltinESMExports();
    Object.defineProperty(process, 'pid', pid);
  }
};
