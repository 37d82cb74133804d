import { bind } from '../bind.ts';
import type { UnaryPrimitive } from '../primitives.ts';
import type { Tensor } from '../tensor.ts';
import { type Operand, toTensor } from './operand.ts';

/** An operation on each element. */
export type Unary = (x: Operand) => Tensor;

const unary =
  (primitive: UnaryPrimitive): Unary =>
  (x) =>
    bind(primitive, {}, [toTensor(primitive, x)]);

/**
 * `-x`.
 *
 * @example
 * ```ts
 * import { neg, tensor } from '@puregrad/tensors';
 * neg(tensor([1, -2])).toArray(); // => [-1, 2]
 * ```
 */
export const neg: Unary = unary('neg');

/**
 * `|x|`; its derivative at 0 is 0.
 *
 * @example
 * ```ts
 * import { abs, tensor } from '@puregrad/tensors';
 * abs(tensor([-1, 2])).toArray(); // => [1, 2]
 * ```
 */
export const abs: Unary = unary('abs');

/**
 * -1, 0 or 1; NaN for NaN. Derivative 0.
 *
 * @example
 * ```ts
 * import { sign, tensor } from '@puregrad/tensors';
 * sign(tensor([-3, 0, 3])).toArray(); // => [-1, 0, 1]
 * ```
 */
export const sign: Unary = unary('sign');

/**
 * The largest integer not above `x`. Derivative 0.
 *
 * @example
 * ```ts
 * import { floor, tensor } from '@puregrad/tensors';
 * floor(tensor([-1.5, 1.5])).toArray(); // => [-2, 1]
 * ```
 */
export const floor: Unary = unary('floor');

/**
 * `eˣ`.
 *
 * @example
 * ```ts
 * import { exp, scalar } from '@puregrad/tensors';
 * exp(scalar(0)).item(); // => 1
 * ```
 */
export const exp: Unary = unary('exp');

/**
 * `eˣ - 1`, exact for small `x`.
 *
 * @example
 * ```ts
 * import { expm1, tensor } from '@puregrad/tensors';
 * expm1(tensor(1e-12, { dtype: 'float64' })).item(); // => 1.0000000000005e-12
 * ```
 */
export const expm1: Unary = unary('expm1');

/**
 * The natural logarithm; -Infinity at 0, NaN below.
 *
 * @example
 * ```ts
 * import { log, tensor } from '@puregrad/tensors';
 * log(tensor([1, 0])).toArray(); // => [0, -Infinity]
 * ```
 */
export const log: Unary = unary('log');

/**
 * `ln(1 + x)`, exact for small `x`.
 *
 * @example
 * ```ts
 * import { log1p, scalar } from '@puregrad/tensors';
 * log1p(scalar(0)).item(); // => 0
 * ```
 */
export const log1p: Unary = unary('log1p');

/**
 * `√x`; NaN below 0. Its derivative at 0 is Infinity; that of `safeSqrt` is 0.
 *
 * @example
 * ```ts
 * import { sqrt, tensor } from '@puregrad/tensors';
 * sqrt(tensor([4, 9])).toArray(); // => [2, 3]
 * ```
 */
export const sqrt: Unary = unary('sqrt');

/**
 * The sine of radians.
 *
 * @example
 * ```ts
 * import { scalar, sin } from '@puregrad/tensors';
 * sin(scalar(0)).item(); // => 0
 * ```
 */
export const sin: Unary = unary('sin');

/**
 * The cosine of radians.
 *
 * @example
 * ```ts
 * import { cos, scalar } from '@puregrad/tensors';
 * cos(scalar(0)).item(); // => 1
 * ```
 */
export const cos: Unary = unary('cos');

/**
 * The hyperbolic tangent.
 *
 * @example
 * ```ts
 * import { tanh, tensor } from '@puregrad/tensors';
 * tanh(tensor([0, 100])).toArray(); // => [0, 1]
 * ```
 */
export const tanh: Unary = unary('tanh');

/**
 * The error function `2/√π ∫₀ˣ e^(-t²) dt`.
 *
 * @example
 * ```ts
 * import { erf, tensor } from '@puregrad/tensors';
 * erf(tensor([0, 9])).toArray(); // => [0, 1]
 * ```
 */
export const erf: Unary = unary('erf');

/**
 * `1 / (1 + e⁻ˣ)`, finite for every finite `x`.
 *
 * @example
 * ```ts
 * import { sigmoid, tensor } from '@puregrad/tensors';
 * sigmoid(tensor([-1000, 0, 1000])).toArray(); // => [0, 0.5, 1]
 * ```
 */
export const sigmoid: Unary = unary('sigmoid');

/**
 * `ln(1 + eˣ)`, finite for every finite `x`; its derivative is the sigmoid.
 *
 * @example
 * ```ts
 * import { softplus, tensor } from '@puregrad/tensors';
 * softplus(tensor([-1000, 1000])).toArray(); // => [0, 1000]
 * ```
 */
export const softplus: Unary = unary('softplus');
