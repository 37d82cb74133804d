import { readCsvFile, readNpzFile } from '@puregrad/data/node';
import type { Table } from '@puregrad/data/table';
import type { Tensor } from '@puregrad/tensors';
import { type Either, map } from 'fp-ts/lib/Either.js';
import type { CliError } from '../errors.ts';
import { readImages } from './read-images.ts';
import type { Rows } from './rows.ts';

export interface ReadOptions {
  /** The file with the labels of IDX images. */
  readonly labels?: string | undefined;
  /** Columns that are words even if they look like numbers. */
  readonly words?: readonly string[];
}

/** A form of files that the app reads. */
interface Format {
  /** Completes "use …". */
  readonly name: string;
  /** The names of such files, without `.gz`. */
  readonly matches: RegExp;
  readonly read: (path: string, options: ReadOptions) => Promise<Either<CliError, Rows>>;
}

/** All forms of files: one more reader is one more entry. */
export const formats: readonly Format[] = [
  {
    name: 'a .csv or .tsv file',
    matches: /\.(csv|tsv|txt)$/i,
    read: async (path, { words = [] }) => {
      const types = Object.fromEntries(words.map((word) => [word, 'category' as const]));
      const read = await readCsvFile(path, { missing: 'keep', types })();
      return map((table: Table): Rows => ({ kind: 'table', table }))(read);
    },
  },
  {
    name: 'a .npz file',
    matches: /\.npz$/i,
    read: async (path) => {
      const read = await readNpzFile(path)();
      return map((arrays: Readonly<Record<string, Tensor>>): Rows => ({ kind: 'arrays', arrays }))(
        read,
      );
    },
  },
  {
    name: 'an IDX file of images',
    matches: /idx\d|\.idx$/i,
    read: (path, { labels }) => readImages(path, labels),
  },
];

/** Everything that `[data]` can name. */
export const DATA = [
  ...formats.map(({ name }) => name),
  'a folder with IDX files in the form of MNIST',
  'mnist',
  'or penguins',
].join(', ');
