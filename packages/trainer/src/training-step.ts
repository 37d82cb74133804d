import { valueAndGrad } from '@puregrad/autodiff';
import type { Features } from '@puregrad/data';
import {
  type Axes,
  type Flow,
  initialize,
  type Network,
  type Shape,
  type Variables,
} from '@puregrad/layers';
import {
  allFinite,
  globalNorm,
  type Optimizer,
  type OptimizerState,
  type SharpnessAwareOptions,
  sharpnessAware,
} from '@puregrad/optimizers';
import { foldIn, type Key, mul, type Tensor, where, zipTrees } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import {
  type AnyObjective,
  type Batch,
  type Objective,
  objectiveOf,
  type Scalars,
  takeBatch,
} from './objective.ts';
import { observeLayers } from './observe-layers.ts';

/** The state that a training step maps to the next one: parameters and slots, layer states, and the key that the steps' keys derive from. */
export interface TrainingState {
  readonly optimizer: OptimizerState<Variables>;
  readonly layers: Variables;
  readonly key: Key;
}

/** The report of a step. */
export interface StepReport {
  /** The mean data loss of the batch, before the update. */
  readonly loss: Tensor;
  /** The sum of the batch's weights under `weightedMean`: the weight of its loss. */
  readonly weight?: Tensor;
  /** The sum of the penalties that layers declare, which is minimized too. */
  readonly penalty: Tensor;
  /** The Euclidean norm of all gradients together, before clipping. */
  readonly gradientNorm: Tensor;
  readonly metrics: Scalars;
  /** Figures of the inputs and the layers, `[inputs + layers, figures]`, if they are observed. */
  readonly layers?: Tensor;
}

/** One step over the rows of the data that `rows` names. */
export type TrainingStep<X extends Features = Tensor, Y extends Features = Tensor> = (
  state: TrainingState,
  data: Batch<X, Y>,
  rows: Tensor,
) => readonly [TrainingState, StepReport];

/** A step of a network that takes and gives tensors, or records of them. */
export type AnyTrainingStep = TrainingStep<Features, Features>;

export interface TrainingStepOptions {
  /** Whether the report holds the figures of the layers; false by default. */
  readonly observe?: boolean;
  /** Sharpness-aware minimization, at the cost of a second gradient; off by default. */
  readonly sharpness?: SharpnessAwareOptions | undefined;
  /** Whether the state stays unchanged if the loss or a gradient is not finite; false by default. */
  readonly skipNonFinite?: boolean;
}

/**
 * The state before the first step: parameters drawn from one half of the key, steps from the other.
 *
 * @example
 * ```ts
 * import { dense, input } from '@puregrad/layers';
 * import { sgd } from '@puregrad/optimizers';
 * import { key, pipe } from '@puregrad/tensors';
 * import { initialState } from '@puregrad/trainer';
 * const network = pipe(input(1), dense(2));
 * initialState({ network }, sgd(), { init: key(1), steps: key(2) }).optimizer.step.item();
 * // => 0
 * ```
 */
export const initialState = (
  objective: { readonly network: Network },
  optimizer: Optimizer,
  keys: { readonly init: Key; readonly steps: Key },
): TrainingState => {
  checkOptions(
    'initialState',
    { objective, optimizer, keys },
    { objective: 'object', optimizer: '{init,update}', keys: 'object' },
  );
  checkOptions(
    'initialState',
    { init: keys.init, steps: keys.steps },
    { init: 'tensor', steps: 'tensor' },
  );
  const { params, state } = initialize(objective.network, keys.init);
  return { optimizer: optimizer.init(params), layers: state, key: keys.steps };
};

/** The key of the next step of a state. */
export const stepKey = ({ key, optimizer }: TrainingState): Key => foldIn(key, optimizer.step);

const requireStepArguments: (...given: Parameters<AnyTrainingStep>) => void = (
  state,
  data,
  rows,
) => {
  checkOptions(
    'trainingStep',
    { state, data, rows },
    { state: '{optimizer,layers,key}', data: '{x,y}', rows: 'tensor' },
  );
  checkOptions(
    'trainingStep',
    { optimizer: state.optimizer },
    { optimizer: '{params,step,slots}' },
  );
};

/**
 * One step of training as a pure function `(state, data, rows) -> [state, report]`: take the rows, run
 * the network, differentiate, let the optimizer update the parameters. Compile it as a whole, and fold it
 * over the data. The random key of each step is the run's key folded with the step's number, so a run can be
 * resumed at any step.
 *
 * @example
 * ```ts
 * import { dense, input } from '@puregrad/layers';
 * import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
 * import { sgd } from '@puregrad/optimizers';
 * import { compile, key, pipe, tensor } from '@puregrad/tensors';
 * import { initialState, trainingStep } from '@puregrad/trainer';
 * const int32 = { dtype: 'int32' } as const;
 * const network = pipe(input(1), dense(2));
 * const objective = { network, loss: sparseSoftmaxCrossEntropy, metrics: {} };
 * const step = compile(trainingStep(objective, sgd({ learningRate: 0.1 })));
 * const state = initialState(objective, sgd(), { init: key(1), steps: key(2) });
 * const data = { x: tensor([[0], [1]]), y: tensor([0, 1], int32) };
 * const [next, { loss }] = step(state, data, tensor([0, 1], int32));
 * next.optimizer.step.item(); // => 1
 * ```
 */
export const trainingStep = <
  In extends Shape = Axes,
  Out extends Shape = Axes,
  Y extends Features = Flow<Out>,
>(
  objective: Objective<In, Out, Y>,
  optimizer: Optimizer,
  options: TrainingStepOptions = {},
): TrainingStep<Flow<In>, Y> => {
  checkOptions(
    'trainingStep',
    { objective, optimizer },
    { objective: 'object', optimizer: '{init,update}' },
  );
  const {
    observe = false,
    sharpness,
    skipNonFinite = false,
  } = checkOptions('trainingStep', options, {
    observe: 'boolean?',
    sharpness: 'object?',
    skipNonFinite: 'boolean?',
  });
  const plain = valueAndGrad(objectiveOf(objective as unknown as AnyObjective), { hasAux: true });
  const gradients = sharpness === undefined ? plain : sharpnessAware(plain, sharpness);
  return (state, data, rows) => {
    requireStepArguments(state, data, rows);
    const { params } = state.optimizer;
    const [[, evaluated], grads] = gradients(
      params,
      state.layers,
      stepKey(state),
      takeBatch(data, rows),
    );
    const { layers, loss, weight, penalty, metrics } = evaluated;
    const [updated, after] = optimizer.update(state.optimizer, grads);
    const next = { optimizer: updated, layers, key: state.key };
    const finite = skipNonFinite ? mul(allFinite(loss), allFinite(grads)) : undefined;
    return [
      finite === undefined
        ? next
        : zipTrees(next, state, (made, kept) => where(finite, made, kept)),
      {
        loss,
        ...(weight === undefined ? {} : { weight }),
        penalty,
        gradientNorm: globalNorm(grads),
        metrics,
        ...(observe
          ? {
              layers: observeLayers(objective.network, evaluated, { before: params, after, grads }),
            }
          : {}),
      },
    ];
  };
};
