/** Why a file could not be read or written. */
export interface FileError {
  readonly _tag: 'FileError';
  readonly path: string;
  readonly message: string;
}

const REASONS: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EIO: 'the disk reports an error',
  EROFS: 'the file system is read-only',
};

export const fileError = (doing: string, path: string, error: unknown): FileError => {
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException;
  return {
    _tag: 'FileError',
    path,
    message: `cannot ${doing} '${path}': ${REASONS[code] ?? message}`,
  };
};
