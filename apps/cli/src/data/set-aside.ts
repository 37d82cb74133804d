import {
  applyTransform,
  type Dataset,
  fitStandardize,
  splitRows,
  stratifiedSplit,
  type Transform,
  takeRows,
} from '@puregrad/data';
import { select, type Table } from '@puregrad/data/table';
import { arange, foldIn, key, type Tensor } from '@puregrad/tensors';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import type { CliError } from '../errors.ts';
import type { Task } from '../task.ts';
import { labelledRows } from './labelled-rows.ts';
import { readRows } from './read-rows.ts';
import { wordsOf } from './recipe.ts';
import type { Origin, Strangers, TrainingData, TrainingDataOptions } from './training-types.ts';

/** A key of its own, so that initialization and shuffling stay the same for another share. */
const HELD_OUT = 1_000_003;
const TESTED = 1_000_033;
const LIMITED = 1_000_037;

/** The share of the rows that is set aside: at least one, and never all. */
const countOf = (rows: number, share: number): number =>
  Math.min(rows - 1, Math.max(1, Math.round(rows * share)));

/** The first rows, up to a limit. */
export const firstRows = (data: Dataset, limit: number | undefined): Dataset => {
  const count = data.y.shape[0]!;
  const [used] = splitRows(data, { counts: [Math.min(limit ?? count, count), 'rest'] });
  return used;
};

/** Rows without a random share of them, and that share. */
const splitShare = (
  data: Dataset,
  share: number,
  {
    split,
    seed,
    salt,
  }: { readonly split: typeof splitRows; readonly seed: number; readonly salt: number },
): readonly [Dataset, Dataset] =>
  split(data, { counts: ['rest', countOf(data.y.shape[0]!, share)] } as const, {
    key: foldIn(key(seed), salt),
  });

/** The rows to train on, and a share of them held out. */
export const holdOut = (data: Dataset, share: number, seed: number) =>
  splitShare(data, share, { split: splitRows, seed, salt: HELD_OUT });

/** Indices of the rows for training, validation and test. */
export interface Shares {
  readonly train: Tensor;
  readonly validation: Tensor;
  readonly test: Tensor | undefined;
}

/** Divides rows at random, the same share of each class. */
export const divideRows = (
  y: Tensor,
  task: Task,
  { test: tested, limit, validation: held, seed }: TrainingDataOptions,
): Shares => {
  const split = task === 'regression' ? splitRows : stratifiedSplit;
  const count = y.shape[0]!;
  let rest: Dataset = { x: arange(count, { dtype: 'int32' }), y };
  let test: Dataset | undefined;
  if (typeof tested === 'number')
    [rest, test] = splitShare(rest, tested, { split, seed, salt: TESTED });
  if (limit !== undefined && limit < rest.y.shape[0]!)
    [rest] = splitRows(rest, { counts: [limit, 'rest'] }, { key: foldIn(key(seed), LIMITED) });
  const [train, validation] = splitShare(rest, held, { split, seed, salt: HELD_OUT });
  return { train: train.x, validation: validation.x, test: test?.x };
};

/** Splits rows, reads those of a test file, and scales all of them as the training rows are scaled. */
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
  let test = shares.test === undefined ? undefined : takeRows(whole, shares.test);
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
