import { add, equal, leaves, mul, scalar, sub, sum, type Tensor } from '@puregrad/tensors';
import { stateful } from '../gradient-transform.ts';
import type { Optimizer } from '../optimizer.ts';
import { type Gated, initGated, runGated, wrapOptimizer } from './gate.ts';

/**
 * 1 where no number of the tree is NaN or infinite, else 0: an int32 scalar.
 *
 * @example
 * ```ts
 * import { allFinite } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * allFinite({ a: tensor([1, NaN]) }).item(); // => 0
 * ```
 */
export const allFinite = (tree: unknown): Tensor =>
  leaves(tree)
    // x · 0 is NaN for those alone, and NaN stays in the sum.
    .map((leaf) => equal(sum(mul(leaf, 0)), 0))
    .reduce<Tensor>((all, finite) => mul(all, finite), scalar(1, { dtype: 'int32' }));

interface Skipping extends Gated {
  /** How many steps were left out: int32. */
  readonly skipped: Tensor;
}

/**
 * Leaves out a step whose gradients are not all finite: parameters and slots stay bit for bit, and
 * the state's `skipped` counts it. One overflow then costs a step and not the run; what goes wrong at
 * every step does not get better by this.
 *
 * @example
 * ```ts
 * import { adam, skipNonFinite } from '@puregrad/optimizers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const { init, update } = pipe(adam(), skipNonFinite());
 * update(init(tensor([1])), tensor([NaN]))[1].toArray(); // => [1]
 * ```
 */
export const skipNonFinite = (): ((inner: Optimizer) => Optimizer) =>
  wrapOptimizer((inner) =>
    stateful<Skipping>(
      (params) => ({ ...initGated(inner, params), skipped: scalar(0, { dtype: 'int32' }) }),
      (state, updates, context) => {
        const finite = allFinite(updates);
        const [gated, made] = runGated(inner, state, updates, finite, context);
        return [{ ...gated, skipped: add(state.skipped, sub(1, finite)) }, made];
      },
    ),
  );
