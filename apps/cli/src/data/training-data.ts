import { type Either, isLeft, map } from 'fp-ts/lib/Either.js';
import type { CliError } from '../errors.ts';
import { imbalanceRemarks } from '../scores/imbalance.ts';
import { isImageFolder, readImageFolder } from './image-folder.ts';
import { readRows } from './read-rows.ts';
import { readingFor } from './reading-for.ts';
import { fromImageFolder, fromImages } from './train-on-images.ts';
import { fromTable } from './train-on-table.ts';
import type { TrainingData, TrainingDataOptions } from './training-types.ts';

/** Reads data, finds the task, and sets rows aside. */
export const loadTrainingData = async (
  options: TrainingDataOptions,
): Promise<Either<CliError, TrainingData>> =>
  map((data: TrainingData) =>
    // Who weights the classes knows that they are uneven.
    options.classWeights === undefined ? withImbalance(data) : data,
  )(await load(options));

const withImbalance = (data: TrainingData): TrainingData => {
  const { recipe, classes, train, validation, remarks } = data;
  if (recipe.task === 'regression') return data;
  const counts = Array.from({ length: classes }, () => 0);
  for (const { y } of [train, validation]) for (const label of y.data) counts[label]!++;
  return { ...data, remarks: [...imbalanceRemarks(counts, recipe.classes ?? []), ...remarks] };
};

const load = async (options: TrainingDataOptions): Promise<Either<CliError, TrainingData>> => {
  if (await isImageFolder(options.data)) {
    const folder = await readImageFolder(options.data);
    return isLeft(folder) ? folder : fromImageFolder(folder.right, options);
  }
  const reading = await readingFor(options);
  if (isLeft(reading)) return reading;
  const rows = await readRows(options.data, reading.right);
  if (isLeft(rows)) return rows;
  return rows.right.kind === 'table'
    ? fromTable(rows.right, options)
    : fromImages(rows.right, options);
};
