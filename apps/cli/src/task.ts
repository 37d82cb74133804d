import { meanSquaredError, sigmoidCrossEntropy, sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { accuracy, binaryAccuracy, mae, rmse, rSquared } from '@puregrad/metrics';
import { cast, concat, mul, reshape, type Tensor, zeros } from '@puregrad/tensors';
import type { Loss, Metric, Metrics } from '@puregrad/trainer';

/** What there is to learn: one of several classes, one of two, or a number. */
export type Task = 'classification' | 'binary' | 'regression';
export const tasks: readonly Task[] = ['classification', 'binary', 'regression'];

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

/** The one column of a network's output, as a vector. */
const column = (output: Tensor): Tensor => reshape(output, [output.size]);

export const judgeOf: { readonly [T in Task]: Judge } = {
  classification: { loss: sparseSoftmaxCrossEntropy, metrics: { accuracy }, main: 'accuracy' },
  binary: {
    loss: (output, labels) => sigmoidCrossEntropy(column(output), cast(labels, output.dtype)),
    metrics: { accuracy: binaryAccuracy },
    main: 'accuracy',
  },
  regression: {
    // Not reduced, so that each row's loss can have a weight.
    loss: (output, targets) => meanSquaredError(column(output), targets, { reduction: 'none' }),
    metrics: {
      r2: (output, targets) => rSquared(column(output), targets),
      mae: (output, targets) => mae(column(output), targets),
      rmse: (output, targets) => rmse(column(output), targets),
    },
    main: 'r2',
  },
};

/** How a network is judged whose numbers are to be multiplied by `std`: errors are in the units of the target. */
export const judgeIn = (task: Task, { std }: { readonly std: number }): Judge => {
  const { loss, metrics, main } = judgeOf[task];
  if (task !== 'regression' || std === 1) return judgeOf[task];
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
  return task === 'binary'
    ? (output, labels) =>
        sigmoidCrossEntropy(column(output), cast(labels, output.dtype), { labelSmoothing })
    : (output, labels) => sparseSoftmaxCrossEntropy(output, labels, { labelSmoothing });
};

/** A logit for each class: of two classes the network gives the second's alone, beside 0. */
export const classLogits = (task: Task, output: Tensor): Tensor =>
  task === 'binary' ? concat([zeros(output.shape), output], { axis: 1 }) : output;

/** How many numbers a network gives for a task. */
export const outputsOf = (task: Task, classes: number): number =>
  task === 'classification' ? classes : 1;
