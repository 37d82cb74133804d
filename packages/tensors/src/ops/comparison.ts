import { checkOptions, requireTensor } from '../arguments.ts';
import { bind } from '../bind.ts';
import { broadcastShapes } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { sub } from './arithmetic.ts';
import { type DualBinary, dualBinary } from './dual.ts';
import { broadcast, type Operand, toTensor, unify } from './operand.ts';

/**
 * 1 where `a = b`, else 0, as int32, broadcasting. NaN equals nothing.
 *
 * @example
 * ```ts
 * import { equal, tensor } from '@puregrad/tensors';
 * equal(tensor([1, 2]), 2).toArray(); // => [0, 1]
 * ```
 */
export const equal: DualBinary = dualBinary((a, b) => bind('equal', {}, unify('equal', a, b)));

/**
 * 1 where `a ≠ b`, else 0, as int32, broadcasting.
 *
 * @example
 * ```ts
 * import { notEqual, tensor } from '@puregrad/tensors';
 * notEqual(tensor([1, 2]), 2).toArray(); // => [1, 0]
 * ```
 */
export const notEqual: DualBinary = dualBinary((a, b) => sub(1, equal(a, b)));

/**
 * 1 where `a < b`, else 0, as int32, broadcasting.
 *
 * @example
 * ```ts
 * import { less, tensor } from '@puregrad/tensors';
 * less(tensor([1, 2]), 2).toArray(); // => [1, 0]
 * ```
 */
export const less: DualBinary = dualBinary((a, b) => bind('less', {}, unify('less', a, b)));

/**
 * 1 where `a ≤ b`, else 0, as int32, broadcasting.
 *
 * @example
 * ```ts
 * import { lessEqual, tensor } from '@puregrad/tensors';
 * lessEqual(tensor([1, 2]), 1).toArray(); // => [1, 0]
 * ```
 */
export const lessEqual: DualBinary = dualBinary((a, b) =>
  bind('lessEqual', {}, unify('lessEqual', a, b)),
);

/**
 * 1 where `a > b`, else 0, as int32, broadcasting.
 *
 * @example
 * ```ts
 * import { greater, tensor } from '@puregrad/tensors';
 * greater(tensor([1, 2]), 1).toArray(); // => [0, 1]
 * ```
 */
export const greater: DualBinary = dualBinary((a, b) => {
  const [x, y] = unify('greater', a, b);
  return bind('less', {}, [y, x]);
});

/**
 * 1 where `a ≥ b`, else 0, as int32, broadcasting.
 *
 * @example
 * ```ts
 * import { greaterEqual, tensor } from '@puregrad/tensors';
 * greaterEqual(tensor([1, 2]), 2).toArray(); // => [0, 1]
 * ```
 */
export const greaterEqual: DualBinary = dualBinary((a, b) => {
  const [x, y] = unify('greaterEqual', a, b);
  return bind('lessEqual', {}, [y, x]);
});

/**
 * 1 where `x` is NaN, else 0, as int32.
 *
 * @example
 * ```ts
 * import { isNaN, tensor } from '@puregrad/tensors';
 * isNaN(tensor([1, NaN])).toArray(); // => [0, 1]
 * ```
 */
export const isNaN = (x: Operand): Tensor => {
  const value = toTensor('isNaN', x);
  return notEqual(value, value);
};

/**
 * 1 where `x` is neither infinite nor NaN, else 0, as int32: `x - x` is 0 for finite `x` alone.
 *
 * @example
 * ```ts
 * import { isFinite, tensor } from '@puregrad/tensors';
 * isFinite(tensor([1, Infinity, NaN])).toArray(); // => [1, 0, 0]
 * ```
 */
export const isFinite = (x: Operand): Tensor => equal(sub(x, x), 0);

/**
 * `a` if the condition is not 0, else `b`; all three broadcast together.
 *
 * The gradient flows to the chosen side only; but a side that is infinite or NaN where it is not
 * chosen can still poison it inside its own derivative: choose the input first (`where` twice).
 *
 * @throws DTypeError if the condition is not an int32 tensor.
 * @example
 * ```ts
 * import { greater, tensor, where } from '@puregrad/tensors';
 * const x = tensor([-1, 2]);
 * where(greater(x, 0), x, 0).toArray(); // => [0, 2]
 * ```
 */
export const where = (condition: Tensor, a: Operand, b: Operand): Tensor => {
  const [x, y] = unify('where', a, b);
  requireTensor('where', condition);
  const shape = broadcastShapes('where', condition.shape, x.shape);
  return bind('where', {}, [broadcast(condition, shape), broadcast(x, shape), broadcast(y, shape)]);
};

/**
 * `x` held between `min` and `max`; NaN stays NaN.
 *
 * @example
 * ```ts
 * import { clip, tensor } from '@puregrad/tensors';
 * clip(tensor([-2, 0.5, 2]), { min: -1, max: 1 }).toArray(); // => [-1, 0.5, 1]
 * ```
 */
export const clip = (
  x: Tensor,
  options: { readonly min?: number; readonly max?: number },
): Tensor => {
  const { min = -Infinity, max = Infinity } = checkOptions('clip', options, {
    min: 'number?',
    max: 'number?',
  });
  requireTensor('clip', x);
  const raised = min === -Infinity ? x : where(less(x, min), min, x);
  return max === Infinity ? raised : where(greater(raised, max), max, raised);
};
