import { bind } from '../bind.ts';
import type { BinaryPrimitive, UnaryPrimitive } from '../primitives.ts';
import type { Tensor } from '../tensor.ts';
import { type DualBinary, dualBinary } from './dual.ts';
import { type Operand, toTensor, unify } from './operand.ts';

const binary = (primitive: BinaryPrimitive): DualBinary =>
  dualBinary((a, b) => bind(primitive, {}, unify(primitive, a, b)));

/** An operation on each element. */
export type Unary = (x: Operand) => Tensor;

const unary =
  (primitive: UnaryPrimitive): Unary =>
  (x) =>
    bind(primitive, {}, [toTensor(primitive, x)]);

/**
 * `a + b`, element by element, broadcasting as NumPy does; data-first `add(a, b)` or data-last
 * `pipe(a, add(b))`.
 *
 * @throws ShapeError where the shapes don't broadcast; DTypeError where the dtypes differ.
 * @example
 * ```ts
 * import { add, tensor } from '@puregrad/tensors';
 * add(tensor([[1], [2]]), tensor([10, 20])).toArray(); // => [[11, 21], [12, 22]]
 * ```
 */
export const add: DualBinary = binary('add');

/** `a - b`, broadcasting; `pipe(a, sub(b))` subtracts `b` from `a`. */
export const sub: DualBinary = binary('sub');

/** `a · b` element by element, broadcasting. For matrices see `matmul`. */
export const mul: DualBinary = binary('mul');

/** `a / b`, broadcasting; floats only. `pipe(a, div(b))` divides `a` by `b`. */
export const div: DualBinary = binary('div');

/** `a` to the power `b`, broadcasting; floats only. NaN for a negative `a` and a fractional `b`. */
export const pow: DualBinary = binary('pow');

/** The larger element, broadcasting; NaN where either is NaN. Ties share the gradient equally. */
export const maximum: DualBinary = binary('maximum');

/** The smaller element, broadcasting; NaN where either is NaN. Ties share the gradient equally. */
export const minimum: DualBinary = binary('minimum');

/** `-x`. */
export const neg: Unary = unary('neg');

/** `|x|`; its derivative at 0 is 0. */
export const abs: Unary = unary('abs');

/** -1, 0 or 1; NaN for NaN. Derivative 0. */
export const sign: Unary = unary('sign');

/** The largest integer not above `x`. Derivative 0. */
export const floor: Unary = unary('floor');

/** `eˣ`. */
export const exp: Unary = unary('exp');

/** `eˣ - 1`, exact for small `x`. */
export const expm1: Unary = unary('expm1');

/** The natural logarithm; -Infinity at 0, NaN below. */
export const log: Unary = unary('log');

/** `ln(1 + x)`, exact for small `x`. */
export const log1p: Unary = unary('log1p');

/** `√x`; NaN below 0. Its derivative at 0 is Infinity. */
export const sqrt: Unary = unary('sqrt');

/** The sine of radians. */
export const sin: Unary = unary('sin');

/** The cosine of radians. */
export const cos: Unary = unary('cos');

/** The hyperbolic tangent. */
export const tanh: Unary = unary('tanh');

/** The error function `2/√π ∫₀ˣ e^(-t²) dt`. */
export const erf: Unary = unary('erf');

/** `1 / (1 + e⁻ˣ)`, finite for every finite `x`. */
export const sigmoid: Unary = unary('sigmoid');

/** `ln(1 + eˣ)`, finite for every finite `x`; its derivative is the sigmoid. */
export const softplus: Unary = unary('softplus');

/** `x²`. */
export const square: Unary = (x) => mul(x, x);
