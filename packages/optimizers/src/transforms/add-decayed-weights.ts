import { ArgumentError, add, mul, zipTrees } from '@puregrad/tensors';
import { type GradientTransform, stateless, transformMonoid } from '../gradient-transform.ts';

/**
 * `u ← u + λw`. Before the other transforms it is the gradient of `λ‖w‖²/2` (PyTorch's
 * `weight_decay`); just before the learning rate it is decoupled weight decay (AdamW).
 *
 * @throws ArgumentError for a negative or non-finite λ.
 */
export const addDecayedWeights = (lambda: number): GradientTransform => {
  if (!(lambda >= 0 && lambda < Infinity))
    throw new ArgumentError(`weightDecay: must be finite and not below 0, got ${lambda}`);
  return lambda === 0
    ? transformMonoid.empty
    : stateless((updates, { params }) =>
        zipTrees(updates, params, (update, param) => add(update, mul(param, lambda))),
      );
};
