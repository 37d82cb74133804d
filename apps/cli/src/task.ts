import { meanSquaredError, sigmoidCrossEntropy, sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { accuracy, binaryAccuracy, mae, rmse, rSquared } from '@puregrad/metrics';
import { add, cast, concat, div, mul, reshape, slice, type Tensor, zeros } from '@puregrad/tensors';
import type { Loss, Metric, Metrics } from '@puregrad/trainer';

/** What there is to learn: one of several classes, one of two, several labels of two values each, or numbers. */
export type Task = 'classification' | 'binary' | 'multilabel' | 'regression';
export const tasks: readonly Task[] = ['classification', 'binary', 'multilabel', 'regression'];

/** Whether one of some classes is learnt for each row. */
export const isOfClasses = (task: Task): boolean => task === 'classification' || task === 'binary';

/** What people call a task. */
export const nameOfTask = (task: Task): string =>
  task === 'binary' ? 'binary classification' : task;

/** How a network is judged that does a task. */
export interface Judge {
  readonly loss: Loss;
  readonly metrics: Metrics;
  /** The metric that counts, and what people call it. */
  readonly main: 'accuracy' | 'r2';
}

/** A network's output in the shape of the targets: a vector, or a column for each of several targets. */
const like = (output: Tensor, { shape }: Tensor): Tensor => reshape(output, shape);

/** A column of a matrix, as a vector. */
export const columnOf = (matrix: Tensor, column: number): Tensor => {
  const rows = matrix.shape[0]!;
  return reshape(slice(matrix, [0, column], [rows, column + 1]), [rows]);
};

/** R², or the mean of that of each target. */
const meanRSquared: Metric = (output, targets) => {
  if (targets.rank === 1) return rSquared(like(output, targets), targets);
  const all = Array.from({ length: targets.shape[1]! }, (_, i) =>
    rSquared(columnOf(output, i), columnOf(targets, i)),
  );
  return div(
    all.reduce((sum, one) => add(sum, one)),
    all.length,
  );
};

export const judgeOf: { readonly [T in Task]: Judge } = {
  classification: { loss: sparseSoftmaxCrossEntropy, metrics: { accuracy }, main: 'accuracy' },
  binary: {
    loss: (output, labels) => sigmoidCrossEntropy(like(output, labels), cast(labels, output.dtype)),
    metrics: { accuracy: binaryAccuracy },
    main: 'accuracy',
  },
  multilabel: {
    loss: (output, labels) => sigmoidCrossEntropy(output, labels),
    // Each label counts, and not only rows with all labels right.
    metrics: { accuracy: binaryAccuracy },
    main: 'accuracy',
  },
  regression: {
    // Not reduced, so that each row's loss can have a weight.
    loss: (output, targets) =>
      meanSquaredError(like(output, targets), targets, { reduction: 'none' }),
    metrics: {
      r2: meanRSquared,
      mae: (output, targets) => mae(like(output, targets), targets),
      rmse: (output, targets) => rmse(like(output, targets), targets),
    },
    main: 'r2',
  },
};

/**
 * How a network is judged whose numbers are to be multiplied by `std`: errors are in the units of the target. Those of
 * several targets have no common unit, so the loss is that of standardized numbers, and R² is the only metric.
 */
export const judgeIn = (task: Task, units: readonly { readonly std: number }[]): Judge => {
  const { loss, metrics, main } = judgeOf[task];
  if (task !== 'regression') return judgeOf[task];
  if (units.length > 1) return { loss, metrics: { r2: metrics.r2! }, main };
  const std = units[0]?.std ?? 1;
  if (std === 1) return judgeOf[task];
  const inUnits =
    (metric: Metric): Metric =>
    (output, targets) =>
      mul(metric(output, targets), std);
  return {
    loss: (output, targets) => mul(loss(output, targets), std * std),
    metrics: { ...metrics, mae: inUnits(metrics.mae!), rmse: inUnits(metrics.rmse!) },
    main,
  };
};

/** The loss to train by, with labels made a little uncertain. */
export const lossOf = (task: Task, labelSmoothing: number): Loss => {
  if (labelSmoothing === 0 || task === 'regression') return judgeOf[task].loss;
  return task === 'classification'
    ? (output, labels) => sparseSoftmaxCrossEntropy(output, labels, { labelSmoothing })
    : (output, labels) =>
        sigmoidCrossEntropy(like(output, labels), cast(labels, output.dtype), { labelSmoothing });
};

/** A logit for each class: of two classes the network gives the second's alone, beside 0. */
export const classLogits = (task: Task, output: Tensor): Tensor =>
  task === 'binary' ? concat([zeros(output.shape), output], { axis: 1 }) : output;

/** How many numbers a network gives for a task. */
export const outputsOf = (task: Task, classes: number, targets = 1): number =>
  task === 'classification' ? classes : targets;

/** How many targets there are: rows of several are the rows of a matrix. */
export const targetCount = ({ rank, shape }: Tensor): number => (rank === 2 ? shape[1]! : 1);
