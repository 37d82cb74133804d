import { div, equal, maximum, mul, norm, type Tensor, where, zipTrees } from '@puregrad/tensors';
import { type GradientTransform, stateless } from '../gradient-transform.ts';

/** Divides before it multiplies: the ratio of the norms may overflow. */
const inProportion = (param: Tensor, update: Tensor): Tensor => {
  const [weights, step] = [norm(param), norm(update)];
  const either = maximum(equal(weights, 0), equal(step, 0));
  return mul(div(update, where(either, 1, step)), where(either, 1, weights));
};

/**
 * `u ← u ‖w‖/‖u‖`, tensor by tensor; the ratio is 1 if either norm is 0. Layers then move in proportion to
 * their size.
 *
 * Source: You et al., *Large batch optimization for deep learning* (ICLR 2020).
 *
 * @example
 * ```ts
 * import { optimizer, scaleByTrustRatio } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = optimizer(scaleByTrustRatio());
 * update(init(tensor([3, 4])), tensor([3, 4]))[1].toArray(); // => [6, 8]
 * ```
 */
export const scaleByTrustRatio = (): GradientTransform =>
  stateless((updates, { params }) =>
    zipTrees(updates, params, (update, param) => inProportion(param, update)),
  );
