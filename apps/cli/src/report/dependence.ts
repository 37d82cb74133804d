import { type ColumnGroup, partialDependence } from '@puregrad/metrics/importance';
import { sigmoid, slice, softmax, type Tensor, take, tensor } from '@puregrad/tensors';
import { predictor } from '@puregrad/trainer';
import type { Recipe } from '../data/recipe.ts';
import { type Units, unitsOf } from '../data/units.ts';
import { someRows } from '../importance/importance.ts';
import { labelOf } from '../predict/predicted-columns.ts';
import { classLogits } from '../task.ts';
import type { KnownColumn } from './known-columns.ts';
import type { ReportedRun } from './reported-run.ts';

/** A point of a partial dependence curve: the mean prediction if a column had this value in all rows. */
export interface DependencePoint {
  /** The value in the units of the file; a word, a number, or the seconds of a date. */
  readonly value: number | string;
  readonly mean: number;
  /** What is predicted: the target, or one of the classes. */
  readonly of: string;
}

export interface Dependence {
  readonly name: string;
  readonly kind: KnownColumn['kind'];
  /** Whether probabilities are predicted. */
  readonly isShare: boolean;
  readonly points: readonly DependencePoint[];
}

/** Rows that predictions are averaged over. */
const MOST_ROWS = 500;
const MOST_POINTS = 20;
const MOST_CLASSES = 6;
/** The grid of numbers goes from this quantile to the opposite one. */
const TAIL = 0.02;

/** Rows whose values are at equal steps of rank, each value once. */
const rowsAtQuantiles = (values: ArrayLike<number>): readonly number[] => {
  const present = Array.from(values, (_, row) => row).filter((row) => !Number.isNaN(values[row]));
  const distinct = [...new Map(present.map((row) => [values[row]!, row])).values()];
  const byValue = (a: number, b: number): number => values[a]! - values[b]!;
  if (distinct.length <= MOST_POINTS) return distinct.sort(byValue);
  present.sort(byValue);
  const at = Array.from({ length: MOST_POINTS }, (_, i) => {
    const share = TAIL + ((1 - 2 * TAIL) * i) / (MOST_POINTS - 1);
    return present[Math.round(share * (present.length - 1))]!;
  });
  return at.filter((row, i) => i === 0 || values[row] !== values[at[i - 1]!]);
};

/** A row of each word, the most frequent words first. */
const rowsOfWords = (values: ArrayLike<number | string | null>): readonly number[] => {
  const rows = new Map<string, number[]>();
  for (let row = 0; row < values.length; row++) {
    const word = values[row];
    if (typeof word !== 'string') continue;
    const others = rows.get(word);
    if (others === undefined) rows.set(word, [row]);
    else others.push(row);
  }
  return [...rows.values()]
    .sort((a, b) => b.length - a.length)
    .slice(0, MOST_POINTS)
    .map(([first]) => first!);
};

/** Numbers, or the probability of each class or label. */
const predictionsOf = ({ task }: Recipe, output: Tensor): Tensor => {
  if (task === 'regression') return output;
  return task === 'multilabel' ? sigmoid(output) : softmax(classLogits(task, output));
};

/** The columns of predictions to show: the numbers, the second of two classes, or the most frequent classes. */
const shownOutputs = (
  { task, target, targets, classes = [] }: Recipe,
  { data }: Tensor,
): readonly { readonly of: string; readonly output: number }[] => {
  if (targets !== undefined)
    return targets.slice(0, MOST_CLASSES).map((of, output) => ({ of: labelOf(of), output }));
  if (task === 'regression') return [{ of: target, output: 0 }];
  const name = (output: number): string => classes[output] ?? String(output);
  if (task === 'binary') return [{ of: name(1), output: 1 }];
  const counts = new Map<number, number>();
  for (const label of data) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_CLASSES)
    .map(([output]) => ({ of: name(output), output }))
    .sort((a, b) => a.output - b.output);
};

/** The mean prediction for the values of a column: those of real rows, so that their encoding is what it is there. */
export const dependenceOf = async (
  { recipe, network, variables, rows, settings }: ReportedRun,
  column: KnownColumn,
  group: ColumnGroup,
): Promise<Dependence> => {
  const { name, kind, values } = column;
  const points =
    kind === 'category' ? rowsOfWords(values) : rowsAtQuantiles(values as ArrayLike<number>);
  const grid = slice(
    take(rows.x, tensor(Int32Array.from(points))),
    [0, group.start],
    [points.length, group.end],
  );
  const averaged = someRows(rows, MOST_ROWS, settings.seed);
  const predict = predictor({ network });
  const means = await partialDependence(
    (x) => predictionsOf(recipe, predict(variables, x)),
    averaged.x,
    group,
    grid,
  );
  const shown = shownOutputs(recipe, rows.y);
  // Several targets have no common unit: standardized, they share an axis.
  const [{ mean, std }] = unitsOf(recipe) as readonly [Units];
  const valueOf = (output: number): number =>
    recipe.task === 'regression' && recipe.targets === undefined ? mean + std * output : output;
  const width = means.size / points.length;
  return {
    name,
    kind,
    isShare: recipe.task !== 'regression',
    points: points.flatMap((row, point) =>
      shown.map(({ of, output }) => ({
        value: values[row] as number | string,
        mean: valueOf(means.data[point * width + output]!),
        of,
      })),
    ),
  };
};
