import { pipe } from '@puregrad/tensors';
import { chainEitherK, type TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DataError } from '../data-error.ts';
import { type IdxArray, parseIdx } from '../parse-idx.ts';
import { readBytes } from './read-bytes.ts';

/**
 * Reads an IDX file, gzipped or not (recognized by its first bytes, not by its name).
 *
 * @returns a task of Left if there is no such file, if it is a directory or cannot be read, if its gzip data are
 * damaged, or if `parseIdx` finds a fault; every message names the path.
 * @example
 * ```ts
 * import { readIdxFile } from '@puregrad/data/node';
 * const images = await readIdxFile('no/such/file')();
 * images._tag; // => 'Left'
 * ```
 */
export const readIdxFile = (path: string): TaskEither<DataError, IdxArray> =>
  pipe(
    readBytes(path),
    chainEitherK((bytes) => parseIdx(bytes, { source: path })),
  );
