import { checkOptions } from '@puregrad/tensors/interpreters';
import type { Either } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DataError } from '../data-error.ts';
import {
  chunksOfSource,
  type ReadChunksOptions,
  type TableChunk,
} from '../table/reading/read-chunks.ts';
import {
  checkChunkOptions,
  checkReadOptions,
  type ReadTableOptions,
} from '../table/reading/read-options.ts';
import { type ReadTable, readTableSource } from '../table/reading/read-table.ts';
import { tableFile } from './table-file.ts';

/**
 * Reads a table from a file, or from standard input if the path is `-`, as `readTable` does. The file may be larger than
 * memory, if its columns are not: it is read in parts. Besides the forms of `readTable`, it reads Parquet, if the packages
 * `hyparquet` and `hyparquet-compressors` are installed, and Arrow files and streams (Feather), if `apache-arrow` and
 * `hyparquet-compressors` are. Parquet is held in memory by row groups, Arrow by record batches.
 *
 * @returns a task of Left if the file cannot be read, or if `readTable` finds a fault; every message names the path.
 * @throws ArgumentError for options of another kind.
 * @example
 * ```ts
 * import { readTableFile } from '@puregrad/data/node';
 * const read = await readTableFile('no/such/file.csv', { strays: 'missing' })();
 * read._tag === 'Left' && read.left._tag; // => 'FileNotFound'
 * ```
 */
export const readTableFile = (
  path: string,
  options: ReadTableOptions = {},
): TaskEither<DataError, ReadTable> => {
  checkOptions('readTableFile', { path }, { path: 'string' });
  checkReadOptions('readTableFile', options);
  return async () => readTableSource(await tableFile(path), { source: path, ...options })();
};

/**
 * Reads a table from a file, or from standard input if the path is `-`, some rows at a time, as `readTableChunks` does.
 *
 * @returns the chunks, or a Left as the last item; every message names the path.
 * @throws ArgumentError for options of another kind.
 * @example
 * ```ts
 * import { readTableFileChunks } from '@puregrad/data/node';
 * const first = await readTableFileChunks('no/such/file.csv').next();
 * !first.done && first.value._tag; // => 'Left'
 * ```
 */
export const readTableFileChunks = (
  path: string,
  options: ReadChunksOptions = {},
): AsyncGenerator<Either<DataError, TableChunk>> => {
  checkOptions('readTableFileChunks', { path }, { path: 'string' });
  checkChunkOptions('readTableFileChunks', options);
  return chunksOfFile(path, { source: path, ...options });
};

async function* chunksOfFile(
  path: string,
  options: ReadChunksOptions,
): AsyncGenerator<Either<DataError, TableChunk>> {
  yield* chunksOfSource(await tableFile(path), options);
}
