import { checkOptions } from '@puregrad/tensors/interpreters';
import type { State } from 'fp-ts/lib/State.js';
import type { Optimizer, OptimizerState } from './optimizer.ts';

/**
 * An optimizer's update as an fp-ts `State` action: the same pure function with the value first,
 * `state -> [params, state]`. `State`'s combinators sequence such actions.
 *
 * @example
 * ```ts
 * import { sgd, toState } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const optimizer = sgd({ learningRate: 1 });
 * const [params] = toState(optimizer)(tensor([1]))(optimizer.init(tensor([3])));
 * params.toArray(); // => [2]
 * ```
 */
export const toState = (optimizer: Optimizer) => {
  checkOptions('toState', { optimizer }, { optimizer: '{init,update}' });
  return <P>(grads: P): State<OptimizerState<P>, P> =>
    (state) => {
      const [next, params] = optimizer.update(state, grads);
      return [params, next];
    };
};
