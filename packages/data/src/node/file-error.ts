import { checkOptions } from '@puregrad/tensors/interpreters';
import type { FileError, ReadError } from '../data-error.ts';

interface Reason {
  readonly tag?: 'FileNotFound' | 'NotAFile';
  /** The fault and the remedy. */
  readonly why: string;
}

/** The meanings of the codes of systems. */
const REASONS: { readonly [code: string]: Reason } = {
  ENOENT: { tag: 'FileNotFound', why: 'there is no such file or folder; check the path' },
  ENOTDIR: { tag: 'FileNotFound', why: 'a part of its path is not a folder; check the path' },
  EISDIR: { tag: 'NotAFile', why: 'it is a folder; name a file in it' },
  EACCES: { why: 'permission denied; check its permissions' },
  ENOSPC: { why: 'the disk is full; free some space' },
  EDQUOT: { why: 'the quota of the disk is used up; free some space' },
  EIO: { why: 'the disk reports an error; check the disk' },
  EROFS: { why: 'the file system is read-only; choose another folder' },
};

const messageOf = (error: unknown): string =>
  (error as { readonly message?: unknown } | null)?.message?.toString() ?? String(error);

/** The system's code of an error. `instanceof` does not work here: in a test runner, errors of Node may belong to another realm. */
export const codeOf = (error: unknown): string => {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
};

const describe = <T extends FileError['_tag']>(
  {
    doing,
    path,
    otherwise,
  }: { readonly doing: string; readonly path: string; readonly otherwise: T },
  error: unknown,
): {
  readonly _tag: 'FileNotFound' | 'NotAFile' | T;
  readonly source: string;
  readonly message: string;
} => {
  const code = codeOf(error);
  const known = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  return {
    _tag: known?.tag ?? otherwise,
    source: path,
    message: `cannot ${doing} '${path}': ${known?.why ?? messageOf(error)}`,
  };
};

/** Why a file could not be read. */
export const readError = (path: string, error: unknown): ReadError =>
  describe({ doing: 'read', path, otherwise: 'Unreadable' }, error);

/**
 * The meaning of an error of `node:fs`, from one table of messages and tags for all readers and writers of files.
 *
 * @param doing the operation that failed, such as `read` or `write`.
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { fileError } from '@puregrad/data/node';
 * const found = await readFile('none.csv').catch((error) => fileError('read', 'none.csv', error));
 * '_tag' in found && found._tag; // => 'FileNotFound'
 * ```
 */
export const fileError = (doing: string, path: string, error: unknown): FileError => {
  checkOptions('fileError', { doing, path }, { doing: 'string', path: 'string' });
  return doing === 'read'
    ? readError(path, error)
    : describe({ doing, path, otherwise: 'Unwritable' }, error);
};
