import fs from 'node:fs';
import { resolve, sep } from 'node:path';
import { isFlush, type Operation } from './file-operations.ts';

/** A fault that strikes a file operation. After a death, no later operation has an effect. */
export type FaultKind =
  /** The operation fails without an effect: the disk is full or, at odd positions, defective. */
  | 'failure'
  /** The operation writes half of its data, then fails. */
  | 'cut'
  /** The process is killed before the operation. */
  | 'death'
  /** The process is killed in the middle of the operation. */
  | 'death in the middle'
  /** The power fails before the operation: each file that was not flushed loses its second half. */
  | 'power cut';

export const FAULT_KINDS: readonly FaultKind[] = [
  ...(['failure', 'cut', 'death', 'death in the middle', 'power cut'] as const),
];

export interface FaultOptions {
  /** The position, among the operations in the folder, of the one that fails; by default none does. */
  readonly at?: number;
  readonly kind?: FaultKind;
  /** Whether the file system has hard links; a memory stick's has not. */
  readonly hasLinks?: boolean;
}

/** The fault of an operation. */
export interface Fault {
  readonly error: Error;
  /** Whether half of the operation's data is written before it fails. */
  readonly isHalfDone: boolean;
}

/** A simulated process whose file operations can fail. */
export interface FaultyProcess {
  readonly operations: readonly Operation[];
  /** The operations outside the folder. */
  readonly elsewhere: readonly Operation[];
  /** The operation that failed, if there was one at the given position. */
  readonly struck: () => Operation | undefined;
  readonly isDead: () => boolean;
  /** Counts an operation, and returns its fault; undefined if the operation may continue. */
  readonly strike: (operation: Operation) => Fault | undefined;
  /** Records a completed operation: whether the files that it changed have been flushed. */
  readonly complete: (operation: Operation, args: readonly unknown[]) => void;
  /** Records that a file has data that were not flushed. */
  readonly markUnflushed: (path: string) => void;
}

// Taken from the module before its functions are replaced.
const { closeSync, existsSync, fstatSync, ftruncateSync, openSync } = fs;

const loseHalf = (path: string): void => {
  if (!existsSync(path)) return;
  const file = openSync(path, 'r+');
  ftruncateSync(file, fstatSync(file).size >> 1);
  closeSync(file);
};

const failure = (code: string, { name, path }: Operation): Error =>
  Object.assign(new Error(`${code}: made to fail, ${name} '${path}'`), { code });

/** The files that a power cut would damage. */
const unflushedFiles = (): Pick<FaultyProcess, 'complete' | 'markUnflushed'> & {
  readonly damage: () => void;
} => {
  const paths = new Set<string>();
  return {
    damage: () => {
      for (const path of paths) loseHalf(path);
    },
    markUnflushed: (path) => {
      paths.add(path);
    },
    complete: ({ name, path }, args) => {
      if (/^(write|append|truncate)/.test(name)) {
        const { flush = false } = (args.at(-1) ?? {}) as { readonly flush?: boolean };
        if (!flush) paths.add(path);
      }
      if (isFlush(name)) paths.delete(path);
      if (/^(rename|link|copyFile|cp)/.test(name) && paths.has(path))
        paths.add(resolve(String(args[1])));
      if (/^(rename|unlink|rm)/.test(name)) paths.delete(path);
    },
  };
};

export const faultyProcess = (
  folder: string,
  { at = Number.POSITIVE_INFINITY, kind = 'failure', hasLinks = true }: FaultOptions,
): FaultyProcess => {
  const root = resolve(folder) + sep;
  const operations: Operation[] = [];
  const elsewhere: Operation[] = [];
  const { damage, ...flushes } = unflushedFiles();
  let struck: Operation | undefined;
  let isDead = false;
  return {
    ...{ operations, elsewhere, ...flushes },
    struck: () => struck,
    isDead: () => isDead,
    strike: (operation) => {
      if (isDead) return { error: failure('DEAD', operation), isHalfDone: false };
      if (!`${operation.path}${sep}`.startsWith(root)) {
        elsewhere.push(operation);
        return undefined;
      }
      operations.push(operation);
      if (operation.name === 'link' && !hasLinks)
        return { error: failure('EPERM', operation), isHalfDone: false };
      if (operations.length - 1 !== at) return undefined;
      struck = operation;
      isDead = kind === 'death' || kind === 'death in the middle' || kind === 'power cut';
      if (kind === 'power cut') damage();
      const code = isDead ? 'DEAD' : kind === 'failure' && at % 2 === 1 ? 'EIO' : 'ENOSPC';
      const isHalfDone = kind === 'cut' || kind === 'death in the middle';
      return { error: failure(code, operation), isHalfDone };
    },
  };
};
