import { pipe } from '@puregrad/tensors';
import { type Either, tryCatch } from 'fp-ts/lib/Either.js';
import { chainEitherK, type TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DataError } from '../data-error.ts';
import { type ParseCsvOptions, parseCsv } from '../table/parse-csv.ts';
import type { Table } from '../table/table.ts';
import { readBytes } from './read-bytes.ts';

/**
 * Reads a CSV file in UTF-8, gzipped or not, with the options of `parseCsv`.
 *
 * @returns a task of Left if the file cannot be read, if it is not UTF-8, or if `parseCsv` finds a fault; every
 * message names the path.
 * @example
 * ```ts
 * import { readCsvFile } from '@puregrad/data/node';
 * const table = await readCsvFile('no/such/file.csv', { missing: 'dropRow' })();
 * table._tag; // => 'Left'
 * ```
 */
export const readCsvFile = (
  path: string,
  options: ParseCsvOptions = {},
): TaskEither<DataError, Table> =>
  pipe(
    readBytes(path),
    chainEitherK((bytes) => decode(path, bytes)),
    chainEitherK((text) => parseCsv(text, { source: path, ...options })),
  );

const decode = (path: string, bytes: Uint8Array): Either<DataError, string> =>
  tryCatch(
    () => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    () => ({
      _tag: 'NotText',
      source: path,
      message: `${path} is not text in UTF-8; save it in that encoding`,
    }),
  );
