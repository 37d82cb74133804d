import {
  applyTransform,
  type Dataset,
  fitStandardize,
  splitRows,
  stratifiedSplit,
  type Transform,
} from '@puregrad/data';
import { foldIn, key } from '@puregrad/tensors';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import { readRows } from './read-rows.ts';
import { type Recipe, wordsOf } from './recipe.ts';
import { rowsFor } from './rows-for.ts';
import type { TrainingData, TrainingDataOptions } from './training-types.ts';

/** A key of its own, so that initialization and shuffling stay the same for another share. */
const HELD_OUT = 1_000_003;
const TESTED = 1_000_033;

/** The share of the rows that is set aside: at least one, and never all. */
const countOf = (rows: number, share: number): number =>
  Math.min(rows - 1, Math.max(1, Math.round(rows * share)));

/** The first rows, where no more are wanted. */
export const limited = (data: Dataset, limit: number | undefined): Dataset => {
  const count = data.y.shape[0]!;
  const [used] = splitRows(data, { counts: [Math.min(limit ?? count, count), 'rest'] });
  return used;
};

/** The rows to train on, and a share of them held out. */
export const holdOut = (data: Dataset, share: number, by: number): readonly [Dataset, Dataset] => {
  const parts = { counts: ['rest', countOf(data.y.shape[0]!, share)] } as const;
  return splitRows(data, parts, { key: foldIn(key(by), HELD_OUT) });
};

export interface SettingAside {
  readonly recipe: Recipe;
  readonly classes: number;
  readonly remarks: readonly string[];
  readonly options: TrainingDataOptions;
  readonly standardize: boolean;
}

/** Sets rows aside, the same share of each class, and scales all by the rows to train on. */
export const setAside = async (
  whole: Dataset,
  { recipe, classes, remarks, options, standardize }: SettingAside,
  seed: number,
): Promise<Either<string, TrainingData>> => {
  const split = recipe.task === 'regression' ? splitRows : stratifiedSplit;
  const apart = (from: Dataset, share: number, salt: number) =>
    split(from, { counts: ['rest', countOf(from.y.shape[0]!, share)] } as const, {
      key: foldIn(key(seed), salt),
    });
  let rest = whole;
  let test: Dataset | undefined;
  if (typeof options.test === 'number') [rest, test] = apart(whole, options.test, TESTED);
  else if (options.test !== undefined) {
    const rows = await readRows(options.test, { labels: options.labels, words: wordsOf(recipe) });
    if (isLeft(rows)) return rows;
    const made = rowsFor(recipe, rows.right, options.test);
    if (isLeft(made)) return made;
    if (made.right.y === undefined)
      return left(`'${options.test}' has no ${recipe.target} to judge the predictions by`);
    test = { x: made.right.x, y: made.right.y };
  }
  rest = limited(rest, options.limit);
  const [train, validation] = apart(rest, options.validation, HELD_OUT);
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
    validation: scaled(validation),
    test: test === undefined ? undefined : scaled(test),
    features: whole.x.shape[1]!,
    classes,
    transform,
    remarks,
  });
};
