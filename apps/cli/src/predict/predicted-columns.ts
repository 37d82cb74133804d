import type { TargetEncoding } from '@puregrad/data/table';
import { sigmoid, softmax, type Tensor } from '@puregrad/tensors';
import { targetNames } from '../data/target-encodings.ts';
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

/** The rows of a matrix, whatever is made of each element of a row. */
const rowsOf = <T>(
  { data, shape }: Tensor,
  of: (value: number, column: number) => T,
): readonly (readonly T[])[] => {
  const width = shape[1]!;
  return Array.from({ length: shape[0]! }, (_, row) =>
    Array.from({ length: width }, (_, column) => of(data[row * width + column]!, column)),
  );
};

/** The second of its two values: the one that a label's probability is of. */
export const labelOf = (target: TargetEncoding): string =>
  target.kind === 'classes' ? `${target.name}=${target.classes[1]}` : target.name;

/** The more probable value of each label, and with `probabilities` that of its second value. */
const predictedLabels = (
  targets: readonly TargetEncoding[],
  probabilities: boolean,
): PredictedColumns => {
  const classes = targets.map((of) => (of.kind === 'classes' ? of.classes : []));
  return {
    names: [
      ...targets.map(({ name }) => `predicted ${name}`),
      ...(probabilities ? targets.map((of) => `probability of ${labelOf(of)}`) : []),
    ],
    rows: (output) => {
      const labels = rowsOf(output, (logit, i) => classes[i]![logit > 0 ? 1 : 0]!);
      if (!probabilities) return labels;
      const shares = rowsOf(sigmoid(output), (share) => share);
      return labels.map((row, i) => [...row, ...shares[i]!]);
    },
  };
};

/** The predictions of each target, and with `probabilities` that of each class. */
export const predictedColumns = (
  { recipe }: Trained,
  { probabilities }: { readonly probabilities: boolean },
): PredictedColumns => {
  const { task, target, targets = [], classes = [] } = recipe;
  if (task === 'multilabel') return predictedLabels(targets, probabilities);
  if (task === 'regression') {
    const convert = unitsOf(recipe).map(inUnits);
    return {
      names: targetNames(recipe).map((name) => `predicted ${name}`),
      rows: (output) => rowsOf(output, (value, i) => convert[i]!(value)),
    };
  }
  const name = `predicted ${target}`;
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
