import {
  applyTransform,
  type Dataset,
  fitStandardize,
  splitRows,
  stratifiedSplit,
  type Transform,
  takeRows,
} from '@puregrad/data';
import { arange, foldIn, key, type Tensor } from '@puregrad/tensors';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import type { Task } from '../task.ts';
import { readRows } from './read-rows.ts';
import { wordsOf } from './recipe.ts';
import { rowsFor } from './rows-for.ts';
import type { TrainingData, TrainingDataOptions } from './training-types.ts';

/** A key of its own, so that initialization and shuffling stay the same for another share. */
const HELD_OUT = 1_000_003;
const TESTED = 1_000_033;
const LIMITED = 1_000_037;

/** The share of the rows that is set aside: at least one, and never all. */
const countOf = (rows: number, share: number): number =>
  Math.min(rows - 1, Math.max(1, Math.round(rows * share)));

/** The first rows, where no more are wanted. */
export const limited = (data: Dataset, limit: number | undefined): Dataset => {
  const count = data.y.shape[0]!;
  const [used] = splitRows(data, { counts: [Math.min(limit ?? count, count), 'rest'] });
  return used;
};

/** The rows that stay, and a share of them set aside at random. */
const apart = (
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
  apart(data, share, { split: splitRows, seed, salt: HELD_OUT });

/** Which rows are for what: their indices. */
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
  if (typeof tested === 'number') [rest, test] = apart(rest, tested, { split, seed, salt: TESTED });
  if (limit !== undefined && limit < rest.y.shape[0]!)
    [rest] = splitRows(rest, { counts: [limit, 'rest'] }, { key: foldIn(key(seed), LIMITED) });
  const [train, validation] = apart(rest, held, { split, seed, salt: HELD_OUT });
  return { train: train.x, validation: validation.x, test: test?.x };
};

/** Takes rows apart, reads those of a test file, and scales all by the rows to train on. */
export const setAside = async (
  whole: Dataset,
  shares: Shares,
  { recipe, classes, remarks }: Pick<TrainingData, 'recipe' | 'classes' | 'remarks'>,
  { test: tested, labels }: TrainingDataOptions,
  { standardize }: { readonly standardize: boolean },
): Promise<Either<string, TrainingData>> => {
  const train = takeRows(whole, shares.train);
  let test = shares.test === undefined ? undefined : takeRows(whole, shares.test);
  if (typeof tested === 'string') {
    const rows = await readRows(tested, { labels, words: wordsOf(recipe) });
    if (isLeft(rows)) return rows;
    const made = rowsFor(recipe, rows.right, tested);
    if (isLeft(made)) return made;
    if (made.right.y === undefined)
      return left(`'${tested}' has no ${recipe.target} to judge the predictions by`);
    test = { x: made.right.x, y: made.right.y };
  }
  let transform: Transform | undefined;
  if (standardize) {
    const fitted = fitStandardize(train.x);
    if (isLeft(fitted)) return left(fitted.left.message);
    transform = fitted.right;
  }
  const scaled = (data: Dataset): Dataset =>
    transform === undefined ? data : { ...data, x: applyTransform(transform)(data.x) };
  return right({
    recipe,
    train: scaled(train),
    validation: scaled(takeRows(whole, shares.validation)),
    test: test === undefined ? undefined : scaled(test),
    features: whole.x.shape[1]!,
    classes,
    transform,
    remarks,
  });
};
