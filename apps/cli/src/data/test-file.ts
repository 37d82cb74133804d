import type { TableSchema } from '@puregrad/data/table';
import { type Either, isLeft, map, right } from 'fp-ts/lib/Either.js';
import type { CliError } from '../errors.ts';
import { type LabelledRows, labelledRows } from './labelled-rows.ts';
import { readLike } from './read-like.ts';
import { readingLike, readingOf } from './reading.ts';
import type { Recipe } from './recipe.ts';
import { selectSome } from './select-some.ts';
import type { TrainingData, TrainingDataOptions } from './training-types.ts';

/** The rows of a file to judge a training by; none if there is no such file. */
export type TestFile = Partial<Pick<TrainingData, 'test' | 'strangers' | 'origin'>> &
  Pick<TrainingData, 'remarks'>;

/** The rows of the file that `--test` names, if it names one. */
export const testFile = async (
  recipe: Recipe,
  schema: TableSchema | undefined,
  { test, labels, ...options }: TrainingDataOptions,
): Promise<Either<CliError, TestFile>> => {
  if (typeof test !== 'string') return right({ remarks: [] });
  const reading = schema === undefined ? {} : readingLike(schema, recipe);
  const rows = await readLike(recipe, test, { ...reading, ...readingOf(options), labels });
  if (isLeft(rows)) return rows;
  const content = rows.right;
  return map(({ known, strangers, places, remarks }: LabelledRows) => ({
    test: known,
    strangers,
    origin: {
      rows: places,
      table: content.kind === 'table' ? selectSome(content.table, places) : undefined,
    },
    remarks: remarks.map((remark) => `${test}: ${remark}`),
  }))(labelledRows(recipe, rows.right, test));
};
