import {
  add,
  cast,
  cos,
  div,
  equal,
  exp,
  less,
  log,
  mul,
  neg,
  onesLike,
  pow,
  sigmoid,
  sign,
  sin,
  sub,
  type Tensor,
  where,
} from '@puregrad/tensors';
import type {
  BinaryPrimitive,
  ComparePrimitive,
  UnaryPrimitive,
} from '@puregrad/tensors/interpreters';

/**
 * The partial derivative for one operand of an elementwise function, times a tensor d: forward, d is the
 * operand's direction; backward, it is the output's cotangent. The two are one rule, for each element of the
 * output depends on one element of the operand. Undefined if the derivative is 0 everywhere.
 */
type Partial = ((d: Tensor, operands: readonly Tensor[], output: Tensor) => Tensor) | undefined;

/** The elementwise primitives, and those through which no derivative passes. */
export type PartialPrimitive =
  | UnaryPrimitive
  | BinaryPrimitive
  | ComparePrimitive
  | 'where'
  | 'argMax'
  | 'stopGradient'
  | 'threefry'
  | 'randomBits'
  | 'shiftRight';

/** The derivative y' of y = f(x), from x and y. */
const slope =
  (derivative: (x: Tensor, y: Tensor) => Tensor): NonNullable<Partial> =>
  (d, [x], y) =>
    mul(d, derivative(x!, y));

/** The factor of d, from both operands. */
const factor =
  (of: (a: Tensor, b: Tensor) => Tensor): NonNullable<Partial> =>
  (d, [a, b]) =>
    mul(d, of(a!, b!));

/** ∂(aᵇ)/∂a = `b · a^(b-1)`; 0 if b is 0, also at a = 0. */
const powByBase = (a: Tensor, b: Tensor): Tensor => {
  const constant = equal(b, 0);
  return where(constant, 0, mul(b, pow(a, where(constant, 1, sub(b, 1)))));
};

/** ∂(aᵇ)/∂b = `aᵇ · ln a`; 0 at a = 0, where aᵇ stays 0. */
const powByExponent = (a: Tensor, b: Tensor): Tensor => {
  const zero = equal(a, 0);
  return where(zero, 0, mul(pow(a, b), log(where(zero, 1, a))));
};

/**
 * `a`'s share in the larger of a and b: 1 if a is larger, ½ if they are equal, else 0. It compares the operands and
 * not the result, which a device may have rounded in another way.
 */
const shareOfLarger = (a: Tensor, b: Tensor): Tensor =>
  where(equal(a, b), 0.5, cast(less(b, a), a.dtype));

/** `a`'s share in the smaller of a and b. */
const shareOfSmaller = (a: Tensor, b: Tensor): Tensor => shareOfLarger(b, a);

/** The partial derivatives of each function, one for each operand; none if all are 0 everywhere. */
const partials: { readonly [K in PartialPrimitive]: readonly Partial[] } = {
  neg: [slope((x) => neg(onesLike(x)))],
  abs: [slope((x) => sign(x))],
  sign: [],
  floor: [],
  exp: [slope((_, y) => y)],
  expm1: [slope((_, y) => add(y, 1))],
  log: [slope((x) => div(1, x))],
  log1p: [slope((x) => div(1, add(x, 1)))],
  sqrt: [slope((_, y) => div(0.5, y))],
  sin: [slope((x) => cos(x))],
  cos: [slope((x) => neg(sin(x)))],
  tanh: [slope((_, y) => sub(1, mul(y, y)))],
  erf: [slope((x) => mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI)))],
  sigmoid: [slope((_, y) => mul(y, sub(1, y)))],
  softplus: [slope((x) => sigmoid(x))],

  add: [(d) => d, (d) => d],
  sub: [(d) => d, (d) => neg(d)],
  mul: [factor((_, b) => b), factor((a) => a)],
  div: [(d, [, b]) => div(d, b!), (d, [, b], output) => neg(div(mul(d, output), b!))],
  pow: [factor(powByBase), factor(powByExponent)],
  maximum: [factor(shareOfLarger), factor(shareOfSmaller)],
  minimum: [factor(shareOfSmaller), factor(shareOfLarger)],

  where: [
    undefined,
    (d, [condition]) => where(condition!, d, 0),
    (d, [condition]) => where(condition!, 0, d),
  ],

  equal: [],
  less: [],
  lessEqual: [],
  argMax: [],
  stopGradient: [],
  threefry: [],
  randomBits: [],
  shiftRight: [],
};

/** A table of rules, each made from a function's partial derivatives. */
export const tableByPartials = <R>(
  rule: (partials: readonly Partial[]) => R,
): { readonly [K in PartialPrimitive]: R } =>
  Object.fromEntries(
    Object.entries(partials).map(([primitive, own]) => [primitive, rule(own)]),
  ) as { readonly [K in PartialPrimitive]: R };
