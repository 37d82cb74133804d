import {
  ArgumentError,
  add,
  cast,
  divideNoNaN,
  mean,
  mul,
  reshape,
  sum,
  type Tensor,
  take,
  tensor,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { confusionMatrix } from './confusion-matrix.ts';

/**
 * The way to average the figures of classes: their mean (`macro`), their mean weighted by the examples of each class
 * (`weighted`), the figure of the counts of all classes together (`micro`), or no average (`none`).
 */
export type Average = 'macro' | 'weighted' | 'micro' | 'none';

export interface ClassFigureOptions {
  /** The number of classes. */
  readonly classes: number;
  /** `macro` by default. */
  readonly average?: Average;
}

/** From float scores `[..., classes]` or int32 classes `[...]`, and int32 labels `[...]`. */
export type ClassFigure = (predictions: Tensor, labels: Tensor) => Tensor;

/** The numbers of right predictions, of all predictions and of examples of each class: `[classes]`. */
export interface Counts {
  readonly hits: Tensor;
  readonly predicted: Tensor;
  readonly actual: Tensor;
}

/** The counts of a confusion matrix, as floats; float32 holds counts up to 2²⁴ exactly. */
export const countsOf = (matrix: Tensor, dtype: 'float32' | 'float64' = 'float32'): Counts => {
  const classes = matrix.shape[0]!;
  const counts = cast(matrix, dtype);
  const diagonal = tensor(Int32Array.from({ length: classes }, (_, i) => i * (classes + 1)));
  return {
    hits: take(reshape(counts, [classes * classes]), diagonal),
    predicted: sum(counts, { axes: 0 }),
    actual: sum(counts, { axes: 1 }),
  };
};

/** A figure of each class, from counts `[classes]`, or of all together, from scalars. */
export type Rate = (counts: Counts) => Tensor;

/** 0 if the class was never predicted, as in scikit-learn. */
export const precisionOf: Rate = ({ hits, predicted }) => divideNoNaN(hits, predicted);
export const recallOf: Rate = ({ hits, actual }) => divideNoNaN(hits, actual);
/** `(1 + β²) hits / (predicted + β² actual)`, the weighted harmonic mean of both. */
export const fBetaOf = (beta: number): Rate => {
  // Beyond 2⁶⁴ it is recall to the last digit, and β² would overflow float32.
  const squared = Math.min(beta * beta, 2 ** 64);
  return ({ hits, predicted, actual }) =>
    divideNoNaN(mul(hits, 1 + squared), add(predicted, mul(actual, squared)));
};

const averaged = (rate: Rate, counts: Counts, average: Average): Tensor => {
  switch (average) {
    case 'none':
      return rate(counts);
    case 'macro':
      return mean(rate(counts));
    case 'weighted':
      return divideNoNaN(sum(mul(rate(counts), counts.actual)), sum(counts.actual));
    case 'micro':
      return rate({
        hits: sum(counts.hits),
        predicted: sum(counts.predicted),
        actual: sum(counts.actual),
      });
    default:
      throw new ArgumentError(
        `unknown average '${String(average satisfies never)}'; use 'macro', 'weighted', 'micro' or 'none'`,
      );
  }
};

export const classFigure = (
  operation: string,
  rate: Rate,
  options: ClassFigureOptions,
): ClassFigure => {
  const { classes, average = 'macro' } = checkOptions(operation, options, {
    classes: 'number',
    average: 'string?',
  });
  return Object.assign(
    (predictions: Tensor, labels: Tensor) =>
      averaged(rate, countsOf(confusionMatrix(predictions, labels, { classes })), average),
    // For `modeOf`: larger figures are better.
    { mode: 'max' },
  );
};
