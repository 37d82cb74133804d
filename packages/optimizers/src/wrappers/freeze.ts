import { type Mask, requireChosen } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Leaves, place, select } from '../mask.ts';
import {
  type Optimizer,
  type OptimizerState,
  optimizerKind,
  ownParams,
  requireAlike,
  requireState,
} from '../optimizer.ts';

/**
 * Keeps the chosen parameters unchanged, bit for bit and without slots, and lets the optimizer train the
 * others. Use it for the first layers of a pretrained network, for example. Wrappers further to the right act on all
 * parameters: a projection there projects frozen ones too.
 *
 * @throws ArgumentError at `init`, naming the parameters, if the mask chooses none of them.
 * @example
 * ```ts
 * import { adam, freeze } from '@puregrad/optimizers';
 * import { pipe } from '@puregrad/tensors';
 * const optimizer = pipe(adam(), freeze((path) => path.startsWith('dense1.')));
 * ```
 */
export const freeze = (mask: Mask): ((inner: Optimizer) => Optimizer) => {
  checkOptions('freeze', { mask }, { mask: 'function' });
  const trained: Mask = (path, leaf) => !mask(path, leaf);
  /** The inner optimizer's state, which has the trained parameters alone. */
  const innerOf = <P>(state: OptimizerState<P>): OptimizerState<Leaves> => ({
    ...state,
    params: select(trained, state.params),
  });
  return (inner) => {
    checkOptions('freeze', { optimizer: inner }, { optimizer: optimizerKind });
    return {
      init: (params) => {
        requireChosen('freeze', mask, params);
        return { ...inner.init(select(trained, params)), params };
      },
      update: (state, grads) => {
        requireState('update', state);
        requireAlike('gradient', state.params, grads);
        const [next] = inner.update(innerOf(state), select(trained, grads, state.params));
        const params = place(state.params, next.params);
        return [{ ...next, params }, params];
      },
      averaged:
        inner.averaged === ownParams
          ? ownParams
          : (state) => place(state.params, inner.averaged(innerOf(state))),
    };
  };
};
