import { add, equal, leaves, mul, scalar, sub, sum, type Tensor } from '@puregrad/tensors';
import type { Optimizer } from '../optimizer.ts';
import { gate } from './gate.ts';

/**
 * 1 if all numbers of a tree are finite, else 0: an int32 scalar.
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
    // x · 0 is NaN only for numbers that are not finite, and NaN stays in the sum.
    .map((leaf) => equal(sum(mul(leaf, 0)), 0))
    .reduce<Tensor>((all, finite) => mul(all, finite), scalar(1, { dtype: 'int32' }));

/**
 * Leaves out a step whose gradients are not all finite: parameters and slots stay bit for bit, and
 * `skipped`, in the slots, counts it. One overflow then costs a step and not the run. It does not help
 * against a problem at every step.
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
  gate<never, { /** How many steps were left out: int32. */ readonly skipped: Tensor }>({
    name: 'skipNonFinite',
    remember: () => ({ skipped: scalar(0, { dtype: 'int32' }) }),
    update: ({ skipped }, grads) => {
      const finite = allFinite(grads);
      return [{ skipped: add(skipped, sub(1, finite)) }, finite, grads];
    },
  });
