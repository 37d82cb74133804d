import type { Target } from '../target.ts';
import { appReaders } from './app-readers.ts';
import { arrayReaders } from './array-readers.ts';
import { fileReaders } from './file-readers.ts';
import type { Reader } from './reader.ts';
import { tableFormReaders } from './table-form-readers.ts';
import { tableReaders } from './table-readers.ts';
import { trainerReaders } from './trainer-readers.ts';
import { readerTarget } from './try-reader.ts';

/** Every reader of the packages; a test fails if one is left out. */
export const allReaders: readonly Reader[] = [
  ...tableReaders,
  ...arrayReaders,
  ...trainerReaders,
  ...appReaders,
  ...fileReaders,
  ...tableFormReaders,
];

/** Each reader under mutated input. */
export const readers: readonly Target[] = allReaders.map((reader) => readerTarget(reader, 100));
