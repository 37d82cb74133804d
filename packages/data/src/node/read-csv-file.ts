import { pipe } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { chainEitherK, type TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DataError } from '../data-error.ts';
import { csvOptions, type ParseCsvOptions, settleRead } from '../table/parse-csv.ts';
import type { Table } from '../table/table.ts';
import { readTableFile } from './read-table-file.ts';

/**
 * Reads a CSV file, or standard input if the path is `-`, with the options of `parseCsv`. The file may be compressed by
 * gzip or zip, and be in UTF-8 or UTF-16.
 *
 * @returns a task of Left if the file cannot be read, if it is not text, or if `parseCsv` finds a fault; every message
 * names the path.
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
): TaskEither<DataError, Table> => {
  checkOptions('readCsvFile', { path }, { path: 'string' });
  const source = options.source ?? path;
  return pipe(
    readTableFile(path, csvOptions('readCsvFile', source, options)),
    chainEitherK(settleRead(source, options)),
  );
};
