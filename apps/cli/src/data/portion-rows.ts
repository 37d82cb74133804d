import type { Tensor } from '@puregrad/tensors';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import type { Task } from '../task.ts';
import { divideRows, type Shares } from './divide-rows.ts';
import { groupCodes } from './group-codes.ts';
import type { RowValues } from './row-values.ts';
import { requireRowWeights, weighRows } from './row-weights.ts';
import type { TrainingDataOptions } from './training-types.ts';

/** What the data say of each row besides its inputs and its target. */
export interface RowFacts {
  /** The values of a column, or of an array with one value for each row. */
  readonly valuesOf: (name: string) => RowValues | undefined;
  /** The place of a row in messages. */
  readonly placeOf: (row: number) => string;
}

/** Rows of one kind that are all alike, such as images. */
export const noFacts: RowFacts = { valuesOf: () => undefined, placeOf: (row) => `row ${row}` };

/** What there is to learn. */
interface Target {
  readonly y: Tensor;
  readonly task: Task;
  /** The names of the classes; none if numbers are learnt. */
  readonly classes: readonly string[];
}

/** Which rows are for what, and how much each counts in the loss; undefined if all count the same. */
export interface Portions {
  readonly shares: Shares;
  readonly weights: Tensor | undefined;
}

/** Divides the rows, and weighs them, by the options. */
export const portionRows = (
  { y, task, classes }: Target,
  options: TrainingDataOptions,
  facts: RowFacts,
): Either<CliError, Portions> => {
  const groups = ofRows('group', options, facts, groupCodes);
  if (isLeft(groups)) return groups;
  const rows = ofRows('weights', options, facts, requireRowWeights);
  if (isLeft(rows)) return rows;
  const shares = divideRows(y, task, { ...options, groups: groups.right });
  if (isLeft(shares)) return shares;
  const { classWeights } = options;
  const weights = weighRows(y, shares.right, { rows: rows.right, classWeights, classes });
  return isLeft(weights) ? weights : right({ shares: shares.right, weights: weights.right });
};

/** What the column that an option names says of the rows; undefined without the option. */
const ofRows = <T>(
  option: 'group' | 'weights',
  { data, [option]: name }: TrainingDataOptions,
  { valuesOf, placeOf }: RowFacts,
  read: (values: RowValues, name: string, placeOf: RowFacts['placeOf']) => Either<CliError, T>,
): Either<CliError, T | undefined> => {
  if (name === undefined) return right(undefined);
  const values = valuesOf(name);
  return values === undefined
    ? unusable(`--${option}: '${data}' has no column or array '${name}' with a value for each row`)
    : read(values, name, placeOf);
};
