import { softmax, type Tensor } from '@puregrad/tensors';
import type { Trained } from '../data/trained.ts';
import { inUnits, unitsOf } from '../data/units.ts';
import { classLogits } from '../task.ts';

/** The columns that a model adds to the rows of a file. */
export interface PredictedColumns {
  readonly names: readonly string[];
  /** The values of each row, for the output of the network. */
  readonly rows: (output: Tensor) => readonly (readonly (string | number)[])[];
}

/** A probability with the digits that float32 holds. */
const shareText = (share: number): number => Number(share.toPrecision(7));

/** The index of the largest of `width` numbers from a place on. */
const indexOfLargest = (values: ArrayLike<number>, start: number, width: number): number => {
  let best = 0;
  for (let i = 1; i < width; i++) if (values[start + i]! > values[start + best]!) best = i;
  return best;
};

/** The prediction, and with `probabilities` that of each class. */
export const predictedColumns = (
  { recipe }: Trained,
  { probabilities }: { readonly probabilities: boolean },
): PredictedColumns => {
  const { task, target, classes = [] } = recipe;
  const name = `predicted ${target}`;
  if (task === 'regression') {
    const convert = inUnits(unitsOf(recipe));
    return { names: [name], rows: ({ data }) => Array.from(data, (y) => [convert(y)]) };
  }
  return {
    names: [name, ...(probabilities ? classes.map((of) => `probability of ${of}`) : [])],
    rows: (output) => {
      const { data, shape } = softmax(classLogits(task, output));
      const width = shape[1]!;
      return Array.from({ length: shape[0]! }, (_, row) => {
        const start = row * width;
        const best = indexOfLargest(data, start, width);
        const shares = probabilities ? Array.from(data.slice(start, start + width), shareText) : [];
        return [classes[best] ?? String(best), ...shares];
      });
    },
  };
};

/** Names for columns beside others: a name that is taken gets a number. */
export const newNames = (taken: readonly string[], names: readonly string[]): readonly string[] => {
  const all = new Set(taken);
  return names.map((name) => {
    let made = name;
    for (let count = 2; all.has(made); count++) made = `${name} (${count})`;
    all.add(made);
    return made;
  });
};
