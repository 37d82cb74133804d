import { ArgumentError, foldIn, type Key, permutation, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type ColumnGroup, requireColumns, requireGroup, withColumns } from './column-group.ts';

/** How good a model is on rows `x`, as a number that is better if it is larger: accuracy, R², or minus a loss. */
export type Score = (x: Tensor) => number | Promise<number>;

export interface PermutationImportanceOptions {
  /** The columns to permute together: all columns that one column of the user's table became. */
  readonly groups: readonly ColumnGroup[];
  /** The number of permutations of each group; 5 by default. */
  readonly repeats?: number;
  /** Decides the permutations. Those of a group depend on its first column, not on the other groups. */
  readonly key: Key;
}

/** How much worse a model is without the information of a group of columns. */
export interface Importance {
  readonly name: string;
  /** The score minus the score with permuted columns, for each permutation; in units of the score. */
  readonly drops: readonly number[];
  /** The mean of the drops: about 0 if the model does not use the columns, and below 0 if it is better without them. */
  readonly mean: number;
  /** The standard deviation of the drops, over their number: 0 if there is one permutation. */
  readonly std: number;
}

/** The importances of groups of columns, in the order of the groups. */
export interface PermutationImportance {
  /** The score without permutations. */
  readonly score: number;
  readonly groups: readonly Importance[];
}

/**
 * The importance of groups of columns for a model: how much its score drops if the values of a group are
 * permuted among the rows, all columns of the group in the same way:
 *
 * `drop_r = score(x) − score(x with the columns of the group in the order π_r)`
 *
 * A model that does not use the columns has drops of exactly 0. For a linear model with the weight w of a column x_j,
 * and with minus the mean squared error as score, the mean is `2 w² var(x_j)` if x_j is independent of the other columns
 * and of the errors. Columns that tell the same as another column share their importance, so that both can
 * seem unimportant. Judge a model on rows that it was not trained on: on training rows, the result also counts
 * what the model learned by heart.
 *
 * Source: Breiman, *Random Forests* (2001); the mean and the standard deviation are those of scikit-learn's
 * `permutation_importance`.
 *
 * @param score is called once for `x`, and `repeats` times for each group, one call after another.
 * @param x rows `[rows, columns]`, as the model takes them.
 * @throws ShapeError, ArgumentError for a group without columns or outside x, and if the score is not a number; also any
 * error that `score` throws.
 * @example
 * ```ts
 * import { permutationImportance } from '@puregrad/metrics/importance';
 * import { key, type Tensor, tensor } from '@puregrad/tensors';
 * // A model that uses the first column alone, and its share of right answers.
 * const labels = [0, 0, 1, 1];
 * const score = (x: Tensor) => labels.filter((label, i) => x.data[2 * i]! > 0 === (label === 1)).length / 4;
 * const x = tensor([[-1, 7], [-2, 5], [1, 6], [2, 8]]);
 * const { groups } = await permutationImportance(score, x, {
 *   groups: [{ name: 'used', start: 0, end: 1 }, { name: 'unused', start: 1, end: 2 }],
 *   repeats: 10,
 *   key: key(1),
 * });
 * groups.map(({ mean }) => mean > 0); // => [true, false]
 * groups[1].drops.every((drop) => drop === 0); // => true
 * ```
 */
export const permutationImportance = async (
  score: Score,
  x: Tensor,
  options: PermutationImportanceOptions,
): Promise<PermutationImportance> => {
  const operation = 'permutationImportance';
  checkOptions(operation, { score }, { score: 'function' });
  requireColumns(operation, x);
  const {
    groups,
    repeats = 5,
    key,
  } = checkOptions(operation, options, {
    groups: 'object[]',
    repeats: 'integer?',
    key: 'tensor',
  });
  if (repeats < 1)
    throw new ArgumentError(`${operation}: repeats must be an integer from 1, got ${repeats}`);
  for (const group of groups) requireGroup(operation, x, group);
  const scoreOf = async (of: Tensor): Promise<number> => {
    const value = await score(of);
    if (typeof value !== 'number')
      throw new ArgumentError(
        `${operation}: the score must be a number, got ${typeof value}; call item() on a tensor`,
      );
    return value;
  };
  const [rows, columns] = x.shape as readonly [number, number];
  const whole = await scoreOf(x);
  const importanceOf = async (group: ColumnGroup): Promise<Importance> => {
    const groupKey = foldIn(key, group.start);
    const drops: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = permutation(foldIn(groupKey, repeat), rows).data;
      const permuted = withColumns(
        x,
        group,
        (row, column) => x.data[order[row]! * columns + group.start + column]!,
      );
      drops.push(whole - (await scoreOf(permuted)));
    }
    return { name: group.name, drops, ...meanAndStd(drops) };
  };
  const importances: Importance[] = [];
  for (const group of groups) importances.push(await importanceOf(group));
  return { score: whole, groups: importances };
};

const meanAndStd = (values: readonly number[]): { readonly mean: number; readonly std: number } => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: Math.sqrt(squares / values.length) };
};
