import { type Dataset, takeRows } from '@puregrad/data';
import type { Axes, Network } from '@puregrad/layers';
import {
  type ColumnGroup,
  type Importance,
  type PermutationImportance,
  permutationImportance,
} from '@puregrad/metrics/importance';
import { foldIn, key, permutation, slice } from '@puregrad/tensors';
import { type ModelVariables, predictor } from '@puregrad/trainer';
import { judgeOf, type Task } from '../task.ts';

/** A trained network, and what it was trained for. */
export interface Judged {
  readonly network: Network<Axes, Axes>;
  readonly variables: ModelVariables;
  readonly task: Task;
}

/** What the importance of columns is measured by. */
export interface Measured {
  readonly groups: readonly ColumnGroup[];
  readonly repeats: number;
  readonly seed: number;
}

/** Keys of their own, so that the choice of rows does not change the permutations. */
const CHOSEN = 1_000_081;
const PERMUTED = 1_000_099;

/** So many rows, chosen at random and in their order; all of them if there are not more. */
export const someRows = (rows: Dataset, most: number, seed: number): Dataset => {
  const count = rows.y.shape[0]!;
  if (count <= most) return rows;
  const order = permutation(foldIn(key(seed), CHOSEN), count);
  return takeRows(rows, slice(order, [0], [most]));
};

/** How often the score is computed. */
export const scoresFor = ({ groups, repeats }: Measured): number => 1 + groups.length * repeats;

/** The drop of the main metric if the columns of a group are permuted, groups with large drops first. */
export const measureImportance = async (
  { network, variables, task }: Judged,
  { x, y }: Dataset,
  { groups, repeats, seed }: Measured,
  onScore: () => void = () => {},
): Promise<PermutationImportance> => {
  const { metrics, main } = judgeOf[task];
  const metric = metrics[main]!;
  const predict = predictor({ network });
  const found = await permutationImportance(
    (rows) => {
      const score = metric(predict(variables, rows), y).item();
      onScore();
      return score;
    },
    x,
    { groups, repeats, key: foldIn(key(seed), PERMUTED) },
  );
  return { ...found, groups: found.groups.toSorted((a, b) => b.mean - a.mean) };
};

/** Whether the drops are more than the chance of the permutations: the mean is over two deviations from 0. */
export const isClear = ({ mean, std }: Importance): boolean => Math.abs(mean) > 2 * std;

/** What to say of a column beside its numbers. */
export const noteOf = (one: Importance): string => {
  if (one.drops.every((drop) => drop === 0)) return 'no effect';
  if (!isClear(one)) return 'not distinguishable from 0';
  return one.mean < 0 ? 'better without its values' : '';
};
