import { type Dataset, takeRows } from '@puregrad/data';
import { foldIn, key, permutation, reshape, slice, type Tensor, tensor } from '@puregrad/tensors';
import { type Either, right } from 'fp-ts/lib/Either.js';
import * as z from 'zod';
import { type CliError, unusable } from '../errors.ts';
import { columnOf, isOfClasses, outputsOf, type Task, targetCount } from '../task.ts';
import { type Linear, leastSquares, type Rows } from './least-squares.ts';
import { logisticRegression } from './logistic-regression.ts';

/** What the training rows tell without a network: a model has to be better than that. */
export interface Baseline {
  /** How many training rows there were. */
  readonly rows: number;
  /** The mean of the target, if a number is learnt. */
  readonly mean: number;
  /** Of several targets, the mean of each; of a label, the share of its second value. */
  readonly means?: readonly number[] | undefined;
  /** The number of training rows of each class; empty unless one of some classes is learnt. */
  readonly counts: readonly number[];
  /** Undefined if there are too many features for a quick one. */
  readonly linear: LinearModel | undefined;
}

/** A linear model of the network's inputs. */
export interface LinearModel {
  /** A row for each feature, with a number for each output. */
  readonly weights: readonly number[];
  readonly bias: readonly number[];
  /** The number of rows that it was fitted on. */
  readonly rows: number;
}

/** A linear model takes no more rows than this. */
const MOST_ROWS = 20_000;
/** Bounds of the work: multiplications of one step of the logistic regression, and of all of the least squares. */
const MOST_IN_STEP = 1e7;
const MOST_PRODUCTS = 2e9;
const MOST_FEATURES = 1000;
const MOST_WEIGHTS = 50_000;
/** A key of its own, so that the choice of rows changes nothing else. */
const CHOSEN = 1_000_039;

/** Digits that are kept of a weight, so that a saved baseline judges as the one that was fitted. */
const DIGITS = 7;
const rounded = (values: Float64Array): readonly number[] =>
  Array.from(values, (value) => Number(value.toPrecision(DIGITS)));

const rowsWithin = (task: Task, features: number, outputs: number): number =>
  Math.min(
    MOST_ROWS,
    Math.floor(
      task === 'regression'
        ? MOST_PRODUCTS / (features ** 2 * outputs)
        : MOST_IN_STEP / (features * outputs),
    ),
  );

const isTooWide = (task: Task, features: number, outputs: number): boolean =>
  (task === 'regression' && features > MOST_FEATURES) ||
  ((task !== 'regression' || outputs > 1) && features * outputs > MOST_WEIGHTS);

/** Models of one target each as one: a row of weights for each feature, a column for each target. */
const joined = (models: readonly Linear[], features: number): Linear => {
  const [first] = models;
  if (models.length === 1) return first!;
  const weights = new Float64Array(features * models.length);
  models.forEach((model, k) => {
    model.weights.forEach((weight, j) => {
      weights[j * models.length + k] = weight;
    });
  });
  return { weights, bias: Float64Array.from(models, ({ bias }) => bias[0]!) };
};

/** The columns of several targets, or the target. */
const columnsOf = (y: Tensor): readonly Tensor[] =>
  y.rank === 2 ? Array.from({ length: y.shape[1]! }, (_, i) => columnOf(y, i)) : [y];

const fitLinear = (
  task: Task,
  outputs: number,
  train: Dataset,
  seed: number,
): LinearModel | undefined => {
  const [count, features] = train.x.shape as [number, number];
  if (isTooWide(task, features, outputs)) return undefined;
  const most = Math.min(count, rowsWithin(task, features, outputs));
  const used =
    most === count
      ? train
      : takeRows(train, slice(permutation(foldIn(key(seed), CHOSEN), count), [0], [most]));
  const rows: Rows = { values: used.x.data, count: most, width: features };
  const { weights, bias } = joined(
    columnsOf(used.y).map(({ data }) =>
      task === 'regression'
        ? leastSquares(rows, data)
        : logisticRegression(rows, data, task === 'multilabel' ? 1 : outputs),
    ),
    features,
  );
  const isFinite = [...weights, ...bias].every(Number.isFinite);
  return isFinite ? { weights: rounded(weights), bias: rounded(bias), rows: most } : undefined;
};

/** The baseline of training rows, as the network takes them. The work is bounded. */
export const fitBaseline = (
  task: Task,
  classes: number,
  train: Dataset,
  seed: number,
): Baseline => {
  const targets = targetCount(train.y);
  const counts = Array.from({ length: isOfClasses(task) ? classes : 0 }, () => 0);
  if (isOfClasses(task)) for (const label of train.y.data) counts[label]!++;
  const means = isOfClasses(task) ? [] : columnsOf(train.y).map(meanOf);
  return {
    ...{ rows: train.y.shape[0]!, mean: train.y.rank === 2 ? 0 : (means[0] ?? 0) },
    ...(train.y.rank === 2 ? { means } : {}),
    counts,
    linear: fitLinear(task, outputsOf(task, classes, targets), train, seed),
  };
};

const meanOf = ({ data }: Tensor): number => {
  let total = 0;
  for (const value of data) total += value;
  return Number((total / data.length).toPrecision(DIGITS));
};

/** The class with the most training rows. */
export const mostFrequent = ({ counts }: Pick<Baseline, 'counts'>): number =>
  counts.reduce((best, count, i) => (count > counts[best]! ? i : best), 0);

/** What a network would give for a row that always says the most frequent class or labels, or the means. */
const constantRow = (task: Task, baseline: Baseline): readonly number[] => {
  const { counts, mean, means = [mean] } = baseline;
  const best = mostFrequent(baseline);
  switch (task) {
    case 'regression':
      return means;
    case 'multilabel':
      return means.map((share) => (share > 0.5 ? 1 : -1));
    case 'binary':
      return [best === 1 ? 1 : -1];
    case 'classification':
      return counts.map((_, i) => (i === best ? 1 : 0));
  }
};

/** The same for several rows. */
export const constantOutput = (task: Task, baseline: Baseline, rows: number): Tensor => {
  const one = constantRow(task, baseline);
  const { length } = one;
  const values = Float32Array.from({ length: rows * length }, (_, i) => one[i % length]!);
  return reshape(tensor(values), [rows, length]);
};

/** What a network would give that is this linear model. */
export const linearOutput = ({ weights, bias }: LinearModel, x: Tensor): Tensor => {
  const [rows, features] = x.shape as [number, number];
  const outputs = bias.length;
  const { data } = x;
  const values = new Float32Array(rows * outputs);
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < outputs; k++) {
      let sum = bias[k]!;
      for (let j = 0; j < features; j++)
        sum += data[row * features + j]! * weights[j * outputs + k]!;
      values[row * outputs + k] = sum;
    }
  return reshape(tensor(values), [rows, outputs]);
};

const baseline = z.object({
  rows: z.int().positive(),
  mean: z.number(),
  means: z.array(z.number()).min(2).optional(),
  counts: z.array(z.int().nonnegative()),
  linear: z
    .object({
      weights: z.array(z.number()),
      bias: z.array(z.number()),
      rows: z.int().positive(),
    })
    .optional(),
});

export const encodeBaseline = (of: Baseline): string => JSON.stringify(of);

/** The baseline in a model's notes; undefined in older models. */
export const decodeBaseline = (
  path: string,
  text: string | undefined,
  of: {
    readonly task: Task;
    readonly classes: number;
    readonly features: number;
    /** 1 by default. */
    readonly targets?: number;
  },
): Either<CliError, Baseline | undefined> => {
  if (text === undefined) return right(undefined);
  const damaged = unusable(`'${path}': its note on the baseline is damaged; train it again`);
  let checked: ReturnType<typeof baseline.safeParse>;
  try {
    checked = baseline.safeParse(JSON.parse(text));
  } catch {
    return damaged; // No JSON.
  }
  if (!checked.success) return damaged;
  const { linear, ...rest } = checked.data;
  const { task, classes, targets = 1 } = of;
  const outputs = outputsOf(task, classes, targets);
  const fits =
    rest.counts.length === (isOfClasses(task) ? classes : 0) &&
    (rest.means?.length ?? 1) === targets &&
    (linear === undefined ||
      (linear.bias.length === outputs && linear.weights.length === of.features * outputs));
  return fits ? right({ ...rest, linear }) : damaged;
};
