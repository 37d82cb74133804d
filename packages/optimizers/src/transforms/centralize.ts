import { mapTree, mean, sub } from '@puregrad/tensors';
import { type GradientTransform, stateless } from '../gradient-transform.ts';

/**
 * Subtracts from the gradients their mean over each unit's incoming weights: `g_j ← g_j - mean(g_j)`, over
 * all axes of a tensor but the last; vectors and scalars stay the same.
 *
 * Source: Yong et al., *Gradient centralization* (ECCV 2020).
 *
 * @example
 * ```ts
 * import { before, centralize, sgd } from '@puregrad/optimizers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const { init, update } = pipe(sgd({ learningRate: 1 }), before(centralize()));
 * const [, params] = update(init(tensor([[0], [0]])), tensor([[1], [3]]));
 * params.toArray(); // => [[1], [-1]]
 * ```
 */
export const centralize = (): GradientTransform =>
  stateless((updates) =>
    mapTree(updates, (update) =>
      update.rank < 2
        ? update
        : sub(
            update,
            mean(update, { axes: update.shape.slice(0, -1).map((_, i) => i), keepDims: true }),
          ),
    ),
  );
