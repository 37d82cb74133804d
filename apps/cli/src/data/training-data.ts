import { type Either, isLeft, map } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import { imbalanceRemarks } from '../scores/imbalance.ts';
import { isOfClasses } from '../task.ts';
import { isImageFolder, readImageFolder } from './image-folder.ts';
import { readRows } from './read-rows.ts';
import type { OnProgress, Reading } from './reading.ts';
import { readingFor } from './reading-for.ts';
import type { Rows } from './rows.ts';
import { fromImageFolder, fromImages } from './train-on-images.ts';
import { fromTable } from './train-on-table.ts';
import type { ReadSpeed, TrainingData, TrainingDataOptions } from './training-types.ts';

/** Why standard input cannot be what is read several times. */
export const inputOnce: Either<CliError, never> = unusable(
  'standard input is read only once, and this needs the data several times; save them in a file, and name it',
);

/** Reads data, finds the task, and sets rows aside. */
export const loadTrainingData = async (
  options: TrainingDataOptions,
  onProgress?: OnProgress,
): Promise<Either<CliError, TrainingData>> =>
  map((data: TrainingData) =>
    // Who weights the classes knows that they are uneven.
    options.classWeights === undefined ? withImbalance(data) : data,
  )(await load(options, onProgress));

const withImbalance = (data: TrainingData): TrainingData => {
  const { recipe, classes, train, validation, remarks } = data;
  if (!isOfClasses(recipe.task)) return data;
  const counts = Array.from({ length: classes }, () => 0);
  for (const { y } of [train, validation]) for (const label of y.data) counts[label]!++;
  return { ...data, remarks: [...imbalanceRemarks(counts, recipe.classes ?? []), ...remarks] };
};

/** How often the data are read: by each fold, and as a test. */
const readingsOf = ({ fold, test }: TrainingDataOptions): number =>
  (fold === undefined ? 1 : fold.folds) + (test === '-' ? 1 : 0);

/** A column of a given schema that the rows do not have. */
const absentColumn = ({ schema }: Reading, rows: Rows): string | undefined => {
  if (schema === undefined || rows.kind !== 'table') return undefined;
  const names = new Set(rows.schema.columns.map(({ name }) => name));
  return schema.columns.find(({ name, kind }) => kind !== 'ignore' && !names.has(name))?.name;
};

const withRead = async (
  data: Promise<Either<CliError, TrainingData>>,
  read: ReadSpeed,
): Promise<Either<CliError, TrainingData>> =>
  map((of: TrainingData) => ({ ...of, read }))(await data);

const load = async (
  options: TrainingDataOptions,
  onProgress: OnProgress | undefined,
): Promise<Either<CliError, TrainingData>> => {
  if (await isImageFolder(options.data)) {
    const folder = await readImageFolder(options.data);
    return isLeft(folder) ? folder : fromImageFolder(folder.right, options);
  }
  const readings = readingsOf(options);
  if (options.data === '-' && readings > 1) return inputOnce;
  const reading = await readingFor(options);
  if (isLeft(reading)) return reading;
  const start = performance.now();
  const rows = await readRows(options.data, {
    ...reading.right,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  if (isLeft(rows)) return rows;
  const absent = absentColumn(reading.right, rows.right);
  if (absent !== undefined)
    return unusable(
      `'${options.data}' has no column '${absent}', which --schema '${options.schema}' names; name the schema of this table, or a new file to write it to`,
    );
  if (rows.right.kind === 'images') return fromImages(rows.right, options);
  const { rows: count, columns } = rows.right.table;
  const seconds = (performance.now() - start) / 1000;
  return withRead(fromTable(rows.right, options), {
    rows: count,
    columns: columns.length,
    seconds,
  });
};
