import type { Dataset } from '@puregrad/data';
import type { TargetEncoding } from '@puregrad/data/table';
import {
  binaryAccuracy,
  classReport,
  confusionMatrix,
  mae,
  rmse,
  rSquared,
} from '@puregrad/metrics';
import { adopt, cast, greater, type Tensor } from '@puregrad/tensors';
import type { Recipe } from '../data/recipe.ts';
import { inUnits, unitsOf } from '../data/units.ts';
import { columnOf } from '../task.ts';
import type { Baseline } from './baseline.ts';

/** How well one of several targets is predicted. */
export interface TargetScore {
  readonly name: string;
  /** R² and the errors in units of the target; or accuracy, and precision, recall and F1 of a label's second value. */
  readonly metrics: Readonly<Record<string, number>>;
  /** What the training rows say of the target without a network; undefined in models without a baseline. */
  readonly baseline: ConstantScore | undefined;
}

/** The mean of a target, or the more frequent value of a label. */
export interface ConstantScore {
  readonly says: number | string;
  /** Its R², or its accuracy. */
  readonly value: number;
}

interface Judged {
  readonly recipe: Recipe;
  readonly baseline: Baseline | undefined;
  readonly output: Tensor;
}

/** The scores of each of several targets; undefined if there is one. */
export const targetScores = (
  { recipe, baseline, output }: Judged,
  { y }: Pick<Dataset, 'y'>,
): readonly TargetScore[] | undefined =>
  recipe.targets?.map((target, i) => {
    const of = { output: columnOf(output, i), truths: columnOf(y, i), mean: baseline?.means?.[i] };
    return target.kind === 'classes'
      ? labelScore(target, of)
      : numberScore(target.name, unitsOf(recipe)[i]!, of);
  });

interface Column {
  readonly output: Tensor;
  readonly truths: Tensor;
  /** The mean of the training rows. */
  readonly mean: number | undefined;
}

const constant = ({ size }: Tensor, value: number): Tensor =>
  adopt(new Float32Array(size).fill(value), [size]);

const numberScore = (
  name: string,
  units: ReturnType<typeof unitsOf>[number],
  { output, truths, mean }: Column,
): TargetScore => ({
  name,
  metrics: {
    r2: rSquared(output, truths).item(),
    mae: mae(output, truths).item() * units.std,
    rmse: rmse(output, truths).item() * units.std,
  },
  baseline:
    mean === undefined
      ? undefined
      : { says: inUnits(units)(mean), value: rSquared(constant(truths, mean), truths).item() },
});

const labelScore = (
  { name, classes }: Extract<TargetEncoding, { readonly kind: 'classes' }>,
  { output, truths, mean }: Column,
): TargetScore => {
  const predicted = cast(greater(output, 0), 'int32');
  const matrix = confusionMatrix(predicted, cast(truths, 'int32'), { classes: 2 });
  const { precision, recall, f1 } = classReport(matrix).classes[1]!;
  const most = mean !== undefined && mean > 0.5 ? 1 : 0;
  return {
    name,
    metrics: { accuracy: binaryAccuracy(output, truths).item(), precision, recall, f1 },
    baseline:
      mean === undefined
        ? undefined
        : {
            says: classes[most]!,
            value: binaryAccuracy(constant(truths, most === 1 ? 1 : -1), truths).item(),
          },
  };
};

/** The share of rows all of whose labels are right, and the mean F1 of the labels. */
export const labelMetrics = (
  output: Tensor,
  { data, shape }: Tensor,
  scores: readonly TargetScore[],
): Readonly<Record<string, number>> => {
  const [rows, labels] = shape as [number, number];
  let right = 0;
  for (let row = 0; row < rows; row++) {
    let isRight = true;
    for (let i = row * labels; i < (row + 1) * labels; i++)
      // A NaN is neither value.
      isRight &&= data[i] === 1 ? output.data[i]! > 0 : output.data[i]! <= 0;
    if (isRight) right++;
  }
  const sum = scores.reduce((total, { metrics }) => total + metrics.f1!, 0);
  return { subsetAccuracy: right / rows, macroF1: sum / scores.length };
};
