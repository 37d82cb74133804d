import {
  applyTransform,
  type Dataset,
  fitStandardize,
  type Transform,
  takeRows,
} from '@puregrad/data';
import { select, type Table } from '@puregrad/data/table';
import type { Tensor } from '@puregrad/tensors';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import type { CliError } from '../errors.ts';
import type { Shares } from './divide-rows.ts';
import { labelledRows } from './labelled-rows.ts';
import { readRows } from './read-rows.ts';
import { wordsOf } from './recipe.ts';
import type { Origin, Strangers, TrainingData, TrainingDataOptions } from './training-types.ts';

/**
 * Splits rows, reads those of a test file, and scales all of them as the training rows are scaled. Rows of a test all
 * count the same.
 */
export const setAside = async (
  whole: Dataset,
  shares: Shares,
  {
    recipe,
    classes,
    remarks,
    table,
  }: Pick<TrainingData, 'recipe' | 'classes' | 'remarks'> & {
    readonly table?: Table;
  },
  { test: tested, labels }: TrainingDataOptions,
  { standardize }: { readonly standardize: boolean },
): Promise<Either<CliError, TrainingData>> => {
  const train = takeRows(whole, shares.train);
  const { x, y } = whole;
  let test = shares.test === undefined ? undefined : takeRows({ x, y }, shares.test);
  const judged = (shares.test ?? shares.validation).data;
  let origin: Origin = { rows: judged, table: table && select(table, judged) };
  let strangers: Strangers | undefined;
  let testRemarks: readonly string[] = [];
  if (typeof tested === 'string') {
    const rows = await readRows(tested, { labels, words: wordsOf(recipe) });
    if (isLeft(rows)) return rows;
    const labelled = labelledRows(recipe, rows.right, tested);
    if (isLeft(labelled)) return labelled;
    test = labelled.right.known;
    strangers = labelled.right.strangers;
    testRemarks = labelled.right.remarks.map((remark) => `${tested}: ${remark}`);
    const { places } = labelled.right;
    origin = {
      rows: places,
      table: rows.right.kind === 'table' ? select(rows.right.table, places) : undefined,
    };
  }
  let transform: Transform | undefined;
  if (standardize) {
    const fitted = fitStandardize(train.x);
    if (isLeft(fitted)) return fitted;
    transform = fitted.right;
  }
  const scaledX = (x: Tensor): Tensor =>
    transform === undefined ? x : applyTransform(transform)(x);
  const scaled = (data: Dataset): Dataset => ({ ...data, x: scaledX(data.x) });
  return right({
    recipe,
    train: scaled(train),
    validation: scaled(takeRows(whole, shares.validation)),
    test: test === undefined ? undefined : scaled(test),
    origin,
    features: whole.x.shape[1]!,
    classes,
    transform,
    strangers: strangers && { ...strangers, x: scaledX(strangers.x) },
    remarks: [...remarks, ...testRemarks],
  });
};
