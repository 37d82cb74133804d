import { bind } from '../bind.ts';
import type { BinaryPrimitive } from '../primitives.ts';
import { type DualBinary, dualBinary } from './dual.ts';
import { unify } from './operand.ts';
import type { Unary } from './unary.ts';

const binary = (primitive: BinaryPrimitive): DualBinary =>
  dualBinary((a, b) => bind(primitive, {}, unify(primitive, a, b)));

/**
 * `a + b`, element by element, broadcasting as NumPy does; data-first `add(a, b)` or data-last
 * `pipe(a, add(b))`.
 *
 * @throws ShapeError if the shapes don't broadcast; DTypeError if the dtypes differ.
 * @example
 * ```ts
 * import { add, tensor } from '@puregrad/tensors';
 * add(tensor([[1], [2]]), tensor([10, 20])).toArray(); // => [[11, 21], [12, 22]]
 * ```
 */
export const add: DualBinary = binary('add');

/**
 * `a - b`, broadcasting; `pipe(a, sub(b))` subtracts `b` from `a`.
 *
 * @example
 * ```ts
 * import { sub, tensor } from '@puregrad/tensors';
 * sub(tensor([1, 2]), 1).toArray(); // => [0, 1]
 * ```
 */
export const sub: DualBinary = binary('sub');

/**
 * `a · b` element by element, broadcasting. For matrices see `matmul`.
 *
 * @example
 * ```ts
 * import { mul, tensor } from '@puregrad/tensors';
 * mul(tensor([1, 2]), tensor([[3], [4]])).toArray(); // => [[3, 6], [4, 8]]
 * ```
 */
export const mul: DualBinary = binary('mul');

/**
 * `a / b`, broadcasting; floats only. `pipe(a, div(b))` divides `a` by `b`.
 *
 * @example
 * ```ts
 * import { div, tensor } from '@puregrad/tensors';
 * div(tensor([1, 2]), 2).toArray(); // => [0.5, 1]
 * ```
 */
export const div: DualBinary = binary('div');

/**
 * `a` to the power `b`, broadcasting; floats only. NaN for a negative `a` and a fractional `b`.
 *
 * @example
 * ```ts
 * import { pow, tensor } from '@puregrad/tensors';
 * pow(tensor([2, 3]), 2).toArray(); // => [4, 9]
 * ```
 */
export const pow: DualBinary = binary('pow');

/**
 * The larger element, broadcasting; NaN if either is NaN. Ties share the gradient equally.
 *
 * @example
 * ```ts
 * import { maximum, tensor } from '@puregrad/tensors';
 * maximum(tensor([1, 5]), 3).toArray(); // => [3, 5]
 * ```
 */
export const maximum: DualBinary = binary('maximum');

/**
 * The smaller element, broadcasting; NaN if either is NaN. Ties share the gradient equally.
 *
 * @example
 * ```ts
 * import { minimum, tensor } from '@puregrad/tensors';
 * minimum(tensor([1, 5]), 3).toArray(); // => [1, 3]
 * ```
 */
export const minimum: DualBinary = binary('minimum');

/**
 * `x²`.
 *
 * @example
 * ```ts
 * import { square, tensor } from '@puregrad/tensors';
 * square(tensor([-2, 3])).toArray(); // => [4, 9]
 * ```
 */
export const square: Unary = (x) => mul(x, x);
