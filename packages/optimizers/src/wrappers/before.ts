import { checked, type GradientTransform, type TransformState } from '../gradient-transform.ts';
import type { Optimizer } from '../optimizer.ts';
import { around } from './around.ts';

/**
 * Puts a transform before an optimizer: the optimizer gets the transformed gradients.
 *
 * @example
 * ```ts
 * import { adam, before, clipByGlobalNorm } from '@puregrad/optimizers';
 * import { pipe } from '@puregrad/tensors';
 * const optimizer = pipe(adam(), before(clipByGlobalNorm(1)));
 * ```
 */
export const before = (transform: GradientTransform): ((inner: Optimizer) => Optimizer) => {
  const { init, update } = checked('before', transform);
  return around<never, { readonly transform: TransformState }>({
    name: 'before',
    remember: (params) => ({ transform: init(params) }),
    update: (own, state, grads, inner) => {
      const [transform, updates] = update(own.transform, grads, state);
      return [{ transform }, inner.update(state, updates)[0]];
    },
  });
};
