import type { Features } from '@puregrad/data';
import { apply, type Variables } from '@puregrad/layers';
import type { Optimizer } from '@puregrad/optimizers';
import {
  compile,
  type Engine,
  foldIn,
  type Key,
  read,
  scalar,
  type Tensor,
  type When,
} from '@puregrad/tensors';
import type { ModelVariables } from './evaluate.ts';
import { type AnyObjective, augmented } from './objective.ts';
import { takeParts } from './parts.ts';
import { stepKey, type TrainingState } from './training-step.ts';
import type { YieldToEventLoop } from './yield-to-event-loop.ts';

/** The source of the training data for a pass over them. */
export interface Pass {
  readonly x: Features;
  /** The rows of each batch. */
  readonly order: readonly Tensor[];
  readonly yieldToEventLoop: YieldToEventLoop;
}

/**
 * The variables of a state that are evaluated and kept: the optimizer's averaged parameters, with the layer
 * states that belong to them. Batch norm's moving averages belong to the parameters that the steps used; for
 * averaged parameters a pass over the training data recomputes them (`renewStatistics`), with the augmentation
 * of training. The pass is left out if nothing is averaged, or if no layer has a state.
 */
export const keptVariables = (
  { network, augment }: Pick<AnyObjective, 'network' | 'augment'>,
  optimizer: Optimizer,
  engine: Engine<When>,
): ((training: TrainingState, pass: Pass) => Promise<ModelVariables>) => {
  const run = apply(network);
  const renew = (
    params: Variables,
    layers: Variables,
    x: Features,
    rows: Tensor,
    { key, seen }: { readonly key: Key; readonly seen: Tensor },
  ): Variables => {
    const input = augmented(augment, foldIn(key, network.layers.length), takeParts(x, rows));
    return run(params, layers, input, { training: true, key, seen })[1];
  };
  const compiled = compile(renew, { engine });

  return async (training, { x, order, yieldToEventLoop }) => {
    const params = optimizer.averaged(training.optimizer);
    if (params === training.optimizer.params || Object.keys(training.layers).length === 0)
      return { params, state: training.layers };
    // Layer i of the next step draws from foldIn(stepKey, i), its augmentation from the one after.
    const passKey = foldIn(stepKey(training), network.layers.length + 1);
    let state = training.layers;
    let seen = 0;
    for (const [batch, rows] of order.entries()) {
      const given = { key: foldIn(passKey, batch), seen: scalar(seen, { dtype: 'int32' }) };
      state = await compiled(params, state, x, rows, given);
      seen += rows.size;
      await yieldToEventLoop();
    }
    return { params, state: await read(state) };
  };
};
