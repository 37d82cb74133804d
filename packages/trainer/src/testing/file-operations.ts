import type fs from 'node:fs';

/** An operation of `node:fs` that changes a file or a folder. */
export interface Operation {
  /** The function of `node:fs`, or the method of a handle. */
  readonly name: string;
  readonly path: string;
}

export type AnyFunction = (...args: unknown[]) => unknown;
export type Functions = Record<string, AnyFunction>;
export type FileHandle = fs.promises.FileHandle;

/** The functions that change nothing. Any other function that `node:fs` has, or will have, counts as a change. */
const READS =
  /^(access|exists|f?stat|lstat|statfs|readv?|read(File|dir|link|Lines)|readableWebStream|realpath|opendir|watch|watchFile|unwatchFile|openAsBlob|glob|getAsyncId|create(Read|Write)Stream|constructor|_.*)(Sync)?$/;

export const isRead = (name: string): boolean => READS.test(name);
export const isOpen = (name: string): boolean => /^open(Sync)?$/.test(name);
export const isFlush = (name: string): boolean => /^f?(data)?sync/.test(name);
/** Whether a function writes the data that it is given, so that it can write half of them. */
export const isWrite = (name: string): boolean => /^(write|append)(File)?(Sync)?$/.test(name);

const isForWriting = (flags: unknown): boolean =>
  typeof flags === 'number' ? (flags & 3) !== 0 : typeof flags === 'string' && /[wa+]/.test(flags);

/** Whether a call changes a file. Opening a file does if it is opened for writing. */
export const isChange = (name: string, args: readonly unknown[]): boolean =>
  isOpen(name) ? isForWriting(args[1]) : !isRead(name);

/** The first half of the data of a write. */
export const halfOf = (data: unknown): unknown =>
  typeof data === 'string'
    ? data.slice(0, data.length >> 1)
    : (data as Uint8Array).subarray(0, (data as Uint8Array).length >> 1);
