import { adopt, cast, concat, div, mean, type Tensor, take } from '@puregrad/tensors';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import type { Shares } from './divide-rows.ts';
import type { RowValues } from './row-values.ts';

/** The weight of each class by its name, 1 for others; or weights with which all classes count the same. */
export type ClassWeights = 'balanced' | Readonly<Record<string, number>>;

/** What decides how much a row counts in the loss. */
export interface Weighing {
  /** The weights of the rows, not below 0 and finite. */
  readonly rows: ArrayLike<number> | undefined;
  readonly classWeights: ClassWeights | undefined;
  /** The names of the classes; none if numbers are learnt. */
  readonly classes: readonly string[];
}

/** The weights that a column gives, checked; `placeOf` names a row. */
export const requireRowWeights = (
  weights: RowValues,
  name: string,
  placeOf: (row: number) => string,
): Either<CliError, ArrayLike<number>> => {
  const isWeight = (value: unknown): value is number =>
    typeof value === 'number' && value >= 0 && value < Infinity;
  const made = new Float64Array(weights.length);
  for (let row = 0; row < weights.length; row++) {
    const weight = weights.at(row) ?? null;
    if (!isWeight(weight))
      return unusable(
        `--weights: '${name}' ${weight === null || Number.isNaN(weight) ? 'has no value' : `is ${weight}`} in ${placeOf(row)}; a weight is a finite number from 0`,
      );
    made[row] = weight;
  }
  return right(made);
};

/**
 * The weight `w` of each row: the row's own weight times that of its class, divided by the mean of these products
 * over the rows that are not set aside for the test. Then the mean weight is 1, so the mean loss `Σ w·l / n` of a
 * batch estimates `Σ w·l / Σ w` over all of them without bias, and the learning rate and penalties keep their meaning.
 *
 * The balanced weight of class c is `Σ w / (classes · Σ_c w)` over the same rows, with the rows' own weights.
 *
 * @returns undefined if all rows count the same.
 */
export const weighRows = (
  y: Tensor,
  { train, validation }: Pick<Shares, 'train' | 'validation'>,
  { rows, classWeights, classes }: Weighing,
): Either<CliError, Tensor | undefined> => {
  if (rows === undefined && classWeights === undefined) return right(undefined);
  if (classWeights !== undefined && classes.length === 0)
    return unusable(
      `--class-weights needs the classes of one target, and ${y.rank === 2 ? 'there are several targets' : 'the target is a number'}; use --weights`,
    );
  const weights = new Float64Array(y.shape[0]!);
  for (let row = 0; row < weights.length; row++) weights[row] = rows?.[row] ?? 1;
  const known = Int32Array.from(concat([train, validation]).data);
  if (classWeights !== undefined) {
    const byClass = weightsOfClasses(classWeights, classes, totalsOf(y, weights, known, classes));
    if (isLeft(byClass)) return byClass;
    for (let row = 0; row < weights.length; row++) weights[row]! *= byClass.right[y.data[row]!]!;
  }
  for (const [name, part] of Object.entries({ training: train, validation }))
    if (part.data.every((row) => weights[row] === 0))
      return unusable(
        `all weights of the ${part.size} ${name} rows are 0; at least one must be above 0`,
      );
  const made = adopt(weights, [weights.length]);
  const seen = adopt(known, [known.length]);
  return right(cast(div(made, mean(take(made, seen))), 'float32'));
};

/** The sum of the weights of each class. */
const totalsOf = (
  y: Tensor,
  weights: Float64Array,
  rows: Int32Array,
  classes: readonly string[],
): readonly number[] => {
  const totals = classes.map(() => 0);
  for (const row of rows) totals[y.data[row]!]! += weights[row]!;
  return totals;
};

const weightsOfClasses = (
  given: ClassWeights,
  classes: readonly string[],
  totals: readonly number[],
): Either<CliError, readonly number[]> => {
  if (given === 'balanced') {
    const whole = totals.reduce((sum, total) => sum + total, 0);
    return right(totals.map((total) => (total > 0 ? whole / (classes.length * total) : 0)));
  }
  const unknown = Object.keys(given).find((name) => !classes.includes(name));
  return unknown === undefined
    ? right(classes.map((name) => (Object.hasOwn(given, name) ? given[name]! : 1)))
    : unusable(
        `--class-weights: there is no class '${unknown}'; the classes are ${classes.join(', ')}`,
      );
};
