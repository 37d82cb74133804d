import {
  type Column,
  type Encoding,
  fitEncoding,
  type Table,
  type TargetEncoding,
} from '@puregrad/data/table';
import { adopt, cast, type Tensor, take } from '@puregrad/tensors';
import { type Either, isLeft, map, right, traverseArray } from 'fp-ts/lib/Either.js';
import type { CliError } from '../errors.ts';
import { constantFeatures } from './choose-columns.ts';
import type { Portions } from './portion-rows.ts';
import type { Target } from './target.ts';
import { momentsOf } from './target-scale.ts';

/**
 * The encoding by the training rows alone: other rows stay unseen by what fills gaps, by categories and by scales.
 * Columns with one value there are left out.
 */
export const fitToTraining = (
  { table, columns, rows }: Target,
  features: readonly string[],
  { shares, weights }: Portions,
): Either<CliError, Fitted> => {
  const train = Int32Array.from(shares.train.data, (i) => rows[i]!);
  const fitted = fitTargets(table, columns, train);
  if (isLeft(fitted)) return fitted;
  const ofTraining = weights && take(weights, shares.train);
  const targets = fitted.right.map((target, i) =>
    weightedTarget(target, columns[i]!, train, ofTraining),
  );
  const fit = (names: readonly string[]) =>
    fitEncoding(table, {
      ...{ features: names, rows: train },
      ...{ fill: 'median', unknown: 'zeros', standardize: true },
    });
  const first = fit(features);
  if (isLeft(first)) return first;
  const constant = constantFeatures(first.right);
  if (constant.size === 0) return right({ encoding: first.right, targets, constant });
  return map((encoding: Encoding) => ({ encoding, targets, constant }))(
    fit(features.filter((name) => !constant.has(name))),
  );
};

/** What the training rows show. */
export interface Fitted {
  /** Without a target. */
  readonly encoding: Encoding;
  readonly targets: readonly TargetEncoding[];
  readonly constant: ReadonlySet<string>;
}

/** The encoding of each target by some rows. */
export const fitTargets = (
  table: Table,
  columns: readonly Column[],
  rows: Int32Array,
): Either<CliError, readonly TargetEncoding[]> =>
  traverseArray(
    ({ name }: Column): Either<CliError, TargetEncoding> =>
      map(({ target }: Encoding) => target!)(
        fitEncoding(table, { target: name, features: [], rows, standardize: true }),
      ),
  )(columns);

/** The scale of a target that is a number, by weighted rows: those of weight 0 do not count here either. */
const weightedTarget = (
  target: TargetEncoding,
  column: Column,
  rows: Int32Array,
  weights: Tensor | undefined,
): TargetEncoding => {
  if (target.kind !== 'number' || column.kind === 'category' || weights === undefined)
    return target;
  const values = adopt(
    Float64Array.from(rows, (row) => column.values[row]!),
    [rows.length],
  );
  const { mean, std } = momentsOf(values, cast(weights, 'float64'));
  return { ...target, mean, std };
};
