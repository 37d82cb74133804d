import type { Features } from '@puregrad/data';
import {
  type Axes,
  applyLayers,
  type Flow,
  type LayerOutput,
  type Network,
  penalty,
  type Shape,
  type Variables,
} from '@puregrad/layers';
import {
  add,
  foldIn,
  isTensor,
  type Key,
  mul,
  ShapeError,
  showShape,
  sum,
  type Tensor,
  take,
  tensor,
} from '@puregrad/tensors';
import { checkOptions, type KindsOf, requireTensor } from '@puregrad/tensors/interpreters';
import { type Loss, meanLoss, type Weighting } from './loss.ts';
import type { Metrics } from './metrics.ts';
import { showParts, takeParts } from './parts.ts';

/** A network to train, and its loss. */
export interface Objective<
  In extends Shape = Axes,
  Out extends Shape = Axes,
  Y extends Features = Flow<Out>,
> {
  readonly network: Network<In, Out>;
  readonly loss: Loss<Flow<Out>, Y>;
  readonly metrics: Metrics<Flow<Out>, NoInfer<Y>>;
  /** Changes the inputs of each training step at random; targets stay. */
  readonly augment?: Augment<Flow<In>> | undefined;
  /** The weight in training of the examples of each class. */
  readonly classWeights?: readonly number[] | undefined;
  /** `mean` by default. */
  readonly weighting?: Weighting | undefined;
}

/** An objective whose network takes and gives tensors, or records of them. */
export type AnyObjective = Objective<Shape, Shape, Features>;

/** A random change of inputs, such as an `Augmentation`. */
export type Augment<X extends Features> = (key: Key, x: X) => X;

/** Rows to train on. */
export interface Batch<X extends Features = Tensor, Y extends Features = Tensor> {
  readonly x: X;
  readonly y: Y;
  /** The weight of each row, `[count]`; all equal by default. */
  readonly weights?: Tensor | undefined;
}

/** The inputs of a step, after augmentation. */
export const augmented = (
  augment: Augment<Features> | undefined,
  key: Key,
  x: Features,
): Features => {
  if (augment === undefined) return x;
  const made = augment(key, x);
  // The network refuses records of other parts.
  return isTensor(x) ? requireTensor('augment', made as Tensor) : made;
};

/** Scalars by name. */
export type Scalars = { readonly [name: string]: Tensor };

/** @throws ShapeError for a metric that is not a scalar. */
export const measure = (
  metrics: Metrics<Features, Features>,
  output: Features,
  targets: Features,
): Scalars =>
  Object.fromEntries(
    Object.entries(metrics).map(([name, metric]) => {
      checkOptions('metrics', { [name]: metric }, { [name]: 'function' });
      const value = requireTensor(`metric '${name}'`, metric(output, targets));
      if (value.rank > 0)
        throw new ShapeError(
          `metric '${name}': a scalar is expected, got shape ${showShape(value.shape)} for outputs of shape ${showParts(output)} and targets of shape ${showParts(targets)}`,
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
  readonly input: Features;
  readonly outputs: readonly LayerOutput[];
}

/** The scalar to minimize, and the other figures that a step reports. */
export type ObjectiveFunction = (
  params: Variables,
  layers: Variables,
  key: Key,
  batch: AnyBatch,
) => readonly [Tensor, Evaluated];

export type AnyBatch = Batch<Features, Features>;

export const takeBatch = ({ x, y, weights }: AnyBatch, rows: Tensor): AnyBatch => ({
  x: takeParts(x, rows),
  y: takeParts(y, rows),
  ...(weights === undefined ? {} : { weights: take(weights, rows) }),
});

/** The weight of each row of a batch; undefined if all are equal. */
const weightsOf = (
  { classWeights }: Pick<AnyObjective, 'classWeights'>,
  { y, weights }: AnyBatch,
  output: Features,
): Tensor | undefined => {
  if (classWeights === undefined) return weights;
  const { dtype } = requireTensor('classWeights', output as Tensor);
  const byClass = take(tensor(classWeights, { dtype }), requireTensor('classWeights', y as Tensor));
  return weights === undefined ? byClass : mul(weights, byClass);
};

const objectiveKinds: KindsOf<AnyObjective> = {
  network: '{layers}',
  loss: 'function',
  metrics: 'object',
  augment: 'function?',
  classWeights: 'number[]?',
  weighting: "'mean'|'weightedMean'?",
};

/** The function of the parameters that training minimizes, `mean(loss) + penalty`. */
export const objectiveOf = (objective: AnyObjective): ObjectiveFunction => {
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
    const [outputs, next, output] = run(params, layers, input, { training: true, key });
    const weights = weightsOf(objective, batch, output);
    const dataLoss = meanLoss(loss, output, batch.y, { weights, weighting });
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
