import { basename } from 'node:path';
import type { DataError } from '@puregrad/data';
import { readNpzArrays, readTableFile } from '@puregrad/data/node';
import type { ReadTable } from '@puregrad/data/table';
import { bimap, type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { BUILT_IN } from '../built-in.ts';
import type { CliError } from '../errors.ts';
import { readImages } from './read-images.ts';
import type { Reading } from './reading.ts';
import type { Rows } from './rows.ts';
import { tableOfArrays } from './table-of-arrays.ts';

/** The name of data in messages. */
export const sourceOf = (path: string): string => (path === '-' ? 'standard input' : `'${path}'`);

/** A form of files that the app reads. */
interface Format {
  /** Completes "use …". */
  readonly name: string;
  /** The names of such files, without `.gz`. */
  readonly matches: RegExp;
  readonly read: (path: string, reading: Reading) => Promise<Either<CliError, Rows>>;
}

/** What the user of the app can do about a fault of a file, instead of what a program can. */
export const inTermsOfTheApp = (error: DataError): DataError =>
  error._tag === 'NotANumber'
    ? {
        ...error,
        message: `${error.source}, line ${error.row}: ${JSON.stringify(error.value)} in column ${error.column} is not a number, and the data of the training did not have it; correct it, or leave it empty to have it filled in`,
      }
    : error;

/** All forms of files: one more reader is one more entry. */
export const formats: readonly Format[] = [
  {
    name: 'a table in a .csv, .tsv, .json, .jsonl, .parquet, .arrow or .feather file',
    matches: /\.(csv|tsv|tab|txt|json|jsonl|ndjson|parquet|arrow|feather)$/i,
    read: async (path, { labels: _, target: __, beside: ___, ...reading }) => {
      const read = await readTableFile(path, {
        ...reading,
        source: sourceOf(path),
      })();
      return bimap(
        inTermsOfTheApp,
        ({ table, ...read }: ReadTable): Rows => ({
          ...{ kind: 'table', ...read },
          table: { ...table, source: sourceOf(path) },
        }),
      )(read);
    },
  },
  {
    name: 'a .npz file',
    matches: /\.npz$/i,
    read: async (path, reading) => {
      const arrays = await readNpzArrays(path)();
      if (isLeft(arrays)) return arrays;
      const table = tableOfArrays(arrays.right, path, reading);
      if (isLeft(table)) return table;
      const columns = table.right.columns.map(({ name, kind }) => ({ name, kind, missing: [''] }));
      return right({
        kind: 'table',
        target: 'y',
        table: table.right,
        schema: { header: true, columns },
        remarks: [],
      });
    },
  },
  {
    name: 'an IDX file of images',
    matches: /idx\d|\.idx$/i,
    read: (path, { labels }) => readImages(path, labels),
  },
];

/** Whether a file is a table that is read some rows at a time. */
export const isTableFile = (name: string): boolean =>
  name === '-' || formatOf(BUILT_IN.get(name) ?? name) === formats[0];

/** The form of a file by its name, compressed or not; `-` is a table from standard input. */
export const formatOf = (path: string): Format | undefined => {
  const file = basename(path).replace(/\.(gz|zip)$/, '');
  return path === '-' ? formats[0] : formats.find(({ matches }) => matches.test(file));
};

/** Everything that `[data]` can name. */
export const DATA = [
  ...formats.map(({ name }) => name),
  'a folder with IDX files in the form of MNIST',
  'mnist',
  'or penguins',
].join(', ');
