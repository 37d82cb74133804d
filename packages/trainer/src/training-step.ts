import { valueAndGrad } from '@puregrad/autodiff';
import type { Dataset } from '@puregrad/data';
import { initialize, type Variables } from '@puregrad/layers';
import { globalNorm, type Optimizer, type OptimizerState } from '@puregrad/optimizers';
import { foldIn, type Key, type Tensor, take } from '@puregrad/tensors';
import { type Objective, objectiveOf, type Scalars } from './objective.ts';

/** All that a run is: parameters and slots, layer states, and the key that the steps' keys come from. */
export interface TrainingState {
  readonly optimizer: OptimizerState<Variables>;
  readonly layers: Variables;
  readonly key: Key;
}

/** What a step says about itself, as scalars. */
export interface StepReport {
  /** The mean data loss of the batch, before the update. */
  readonly loss: Tensor;
  /** The Euclidean norm of all gradients together, before clipping. */
  readonly gradientNorm: Tensor;
  readonly metrics: Scalars;
}

/** One step over the rows of the data that `indices` names. */
export type TrainingStep = (
  state: TrainingState,
  data: Dataset,
  indices: Tensor,
) => readonly [TrainingState, StepReport];

/** The state before the first step: parameters drawn from one half of the key, steps from the other. */
export const initialState = (
  objective: Pick<Objective, 'network'>,
  optimizer: Optimizer,
  keys: { readonly init: Key; readonly steps: Key },
): TrainingState => {
  const { params, state } = initialize(objective.network, keys.init);
  return { optimizer: optimizer.init(params), layers: state, key: keys.steps };
};

/**
 * One step of training as a pure function `(state, batch) -> [state, report]`: take the rows, run
 * the network, differentiate, let the optimizer make new parameters. Made to be compiled whole and
 * folded over the data; the step's random key is the run's folded with the step's number, so it can
 * be resumed anywhere.
 */
export const trainingStep = (objective: Objective, optimizer: Optimizer): TrainingStep => {
  const gradients = valueAndGrad(objectiveOf(objective), { hasAux: true });
  return (state, { x, y }, indices) => {
    const { params, step } = state.optimizer;
    const [[, { layers, loss, metrics }], grads] = gradients(
      params,
      state.layers,
      foldIn(state.key, step),
      take(x, indices),
      take(y, indices),
    );
    const [next] = optimizer.update(state.optimizer, grads);
    return [
      { optimizer: next, layers, key: state.key },
      { loss, gradientNorm: globalNorm(grads), metrics },
    ];
  };
};
