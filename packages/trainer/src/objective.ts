import {
  type Axes,
  applyLayers,
  type LayerOutput,
  type Network,
  penalty,
  type Variables,
} from '@puregrad/layers';
import type { Augmentation } from '@puregrad/regularizers';
import {
  add,
  divideNoNaN,
  equal,
  foldIn,
  type Key,
  mean,
  mul,
  reshape,
  ShapeError,
  showShape,
  sum,
  type Tensor,
  take,
  tensor,
  where,
} from '@puregrad/tensors';
import { checkOptions, type KindsOf, requireTensor } from '@puregrad/tensors/interpreters';
import type { Metrics } from './metrics.ts';
import { requireLosses, requireWeighable, unreduced } from './require-losses.ts';

/**
 * Losses of a batch from the network's output and the targets: one per example or element. Their mean
 * is allowed too, unless examples are weighted.
 */
export type Loss = (output: Tensor, targets: Tensor) => Tensor;

/**
 * The divisor of weighted losses: their number (`mean`, as in Keras), or the sum of their
 * weights (`weightedMean`, as for PyTorch's class weights).
 */
export type Weighting = 'mean' | 'weightedMean';

/** A network to train, and its loss. */
export interface Objective {
  readonly network: Network<Axes, Axes>;
  readonly loss: Loss;
  readonly metrics: Metrics;
  /** Changes the inputs of each training step at random; targets stay. */
  readonly augment?: Augmentation | undefined;
  /** The weight in training of the examples of each class. */
  readonly classWeights?: readonly number[] | undefined;
  /** `mean` by default. */
  readonly weighting?: Weighting | undefined;
}

/** Rows to train on. */
export interface Batch {
  readonly x: Tensor;
  readonly y: Tensor;
  /** The weight of each row, `[count]`; all equal by default. */
  readonly weights?: Tensor | undefined;
}

/** The inputs of a step, after augmentation. */
export const augmented = (augment: Augmentation | undefined, key: Key, x: Tensor): Tensor =>
  augment === undefined ? x : requireTensor('augment', augment(key, x));

/** Scalars by name. */
export type Scalars = { readonly [name: string]: Tensor };

/** @throws ShapeError for a metric that is not a scalar. */
export const measure = (metrics: Metrics, output: Tensor, targets: Tensor): Scalars =>
  Object.fromEntries(
    Object.entries(metrics).map(([name, metric]) => {
      checkOptions('metrics', { [name]: metric }, { [name]: 'function' });
      const value = requireTensor(`metric '${name}'`, metric(output, targets));
      if (value.rank > 0)
        throw new ShapeError(
          `metric '${name}': a scalar is expected, got shape ${showShape(value.shape)} for outputs of shape ${showShape(output.shape)} and targets of shape ${showShape(targets.shape)}`,
        );
      return [name, value];
    }),
  );

/** The further results of an evaluation of the objective. */
export interface Evaluated {
  /** The new layer states. */
  readonly layers: Variables;
  /** The mean data loss over the batch, weighted if weights are given. */
  readonly loss: Tensor;
  /** The weight of the loss in means over batches: the sum of the weights, if the loss was divided by it. */
  readonly weight?: Tensor;
  /** The sum of the penalties that layers declare. */
  readonly penalty: Tensor;
  readonly metrics: Scalars;
  /** The augmented inputs, and the output of each layer. */
  readonly input: Tensor;
  readonly outputs: readonly LayerOutput[];
}

/** The scalar to minimize, and the other figures that a step reports. */
export type ObjectiveFunction = (
  params: Variables,
  layers: Variables,
  key: Key,
  batch: Batch,
) => readonly [Tensor, Evaluated];

export const takeBatch = ({ x, y, weights }: Batch, rows: Tensor): Batch => ({
  x: take(x, rows),
  y: take(y, rows),
  ...(weights === undefined ? {} : { weights: take(weights, rows) }),
});

/** The weight of each row of a batch; undefined if all are equal. */
const weightsOf = (
  { classWeights }: Pick<Objective, 'classWeights'>,
  { y, weights }: Batch,
  { dtype }: Tensor,
): Tensor | undefined => {
  if (classWeights === undefined) return weights;
  const byClass = take(tensor(classWeights, { dtype }), y);
  return weights === undefined ? byClass : mul(weights, byClass);
};

/** The mean of the losses of a batch, with a weight for each of its rows. */
export const reduceLosses = (
  losses: Tensor,
  weights: Tensor | undefined,
  weighting: Weighting,
): Tensor => {
  if (weights === undefined) return mean(losses);
  const rows = reshape(weights, [weights.size, ...losses.shape.slice(1).map(() => 1)]);
  // Selected, not multiplied, so that an example of weight 0 is left out even if its loss is infinite.
  const weighted = where(equal(rows, 0), 0, mul(losses, rows));
  if (weighting === 'mean') return mean(weighted);
  return divideNoNaN(sum(weighted), mul(sum(weights), losses.size / weights.size));
};

const objectiveKinds: KindsOf<Objective> = {
  network: '{layers}',
  loss: 'function',
  metrics: 'object',
  augment: 'function?',
  classWeights: 'number[]?',
  weighting: "'mean'|'weightedMean'?",
};

/** The function of the parameters that training minimizes, `mean(loss) + penalty`. */
export const objectiveOf = (objective: Objective): ObjectiveFunction => {
  const {
    network,
    loss,
    metrics,
    augment,
    weighting = 'mean',
  } = checkOptions('objective', objective, objectiveKinds);
  const run = applyLayers(network);
  const declared = penalty(network);
  return (params, layers, key, batch) => {
    // Layer i draws from foldIn(key, i), so no layer uses this key.
    const input = augmented(augment, foldIn(key, network.layers.length), batch.x);
    const [outputs, next] = run(params, layers, input, { training: true, key });
    const output = outputs.at(-1)?.output ?? input;
    const weighs = objective.classWeights !== undefined || batch.weights !== undefined;
    const made = (weighs ? unreduced(loss) : loss)(output, batch.y);
    const losses = requireLosses(made, output, batch.y);
    const weights = weightsOf(objective, batch, weighs ? requireWeighable(losses) : losses);
    const dataLoss = reduceLosses(losses, weights, weighting);
    const penaltyLoss = declared(params);
    return [
      add(dataLoss, penaltyLoss),
      {
        layers: next,
        loss: dataLoss,
        ...(weights !== undefined && weighting === 'weightedMean' ? { weight: sum(weights) } : {}),
        penalty: penaltyLoss,
        metrics: measure(metrics, output, batch.y),
        input,
        outputs,
      },
    ];
  };
};
