import type { Target } from '../target.ts';
import { dataReaders } from './data-readers.ts';
import type { Reader } from './reader.ts';
import { trainerReaders } from './trainer-readers.ts';
import { readerTarget } from './try-reader.ts';

/** Every reader of ours; `readers.test.ts` fails where one is left out. */
export const allReaders: readonly Reader[] = [...dataReaders, ...trainerReaders];

/** Each reader under mutated input. */
export const readers: readonly Target[] = allReaders.map((reader) => readerTarget(reader, 100));
