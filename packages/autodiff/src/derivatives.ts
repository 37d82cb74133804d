import {
  add,
  broadcastTo,
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
  reshape,
  type Shape,
  sigmoid,
  sign,
  sin,
  sub,
  sum,
  type Tensor,
  where,
} from '@puregrad/tensors';
import type { UnaryPrimitive } from '@puregrad/tensors/interpreters';

/** The derivative y' of y = f(x), from x and y; undefined where it is 0 everywhere. */
export type Derivative = (x: Tensor, y: Tensor) => Tensor;

/** What the forward and the backward rules of the elementwise functions share. */
const unaryDerivatives: { readonly [K in UnaryPrimitive]: Derivative | undefined } = {
  neg: (x) => neg(onesLike(x)),
  abs: (x) => sign(x),
  sign: undefined,
  floor: undefined,
  exp: (_, y) => y,
  expm1: (_, y) => add(y, 1),
  log: (x) => div(1, x),
  log1p: (x) => div(1, add(x, 1)),
  sqrt: (_, y) => div(0.5, y),
  sin: (x) => cos(x),
  cos: (x) => neg(sin(x)),
  tanh: (_, y) => sub(1, mul(y, y)),
  erf: (x) => mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI)),
  sigmoid: (_, y) => mul(y, sub(1, y)),
  softplus: (x) => sigmoid(x),
};

/** A table of rules, each made from a function's derivative. */
export const unaryTable = <R>(
  rule: (derivative: Derivative | undefined) => R,
): { readonly [K in UnaryPrimitive]: R } =>
  Object.fromEntries(
    Object.entries(unaryDerivatives).map(([primitive, derivative]) => [
      primitive,
      rule(derivative),
    ]),
  ) as { readonly [K in UnaryPrimitive]: R };

/** ∂(aᵇ)/∂a = `b · a^(b-1)`; 0 where b is 0, also at a = 0. */
export const powByBase = (a: Tensor, b: Tensor): Tensor => {
  const constant = equal(b, 0);
  return where(constant, 0, mul(b, pow(a, where(constant, 1, sub(b, 1)))));
};

/** ∂(aᵇ)/∂b = `aᵇ · ln a`; 0 at a = 0, where aᵇ stays 0. */
export const powByExponent = (a: Tensor, b: Tensor): Tensor => {
  const zero = equal(a, 0);
  return where(zero, 0, mul(pow(a, b), log(where(zero, 1, a))));
};

/**
 * `a`'s share in the larger of a and b: 1 where it is that, ½ where they are equal, else 0. It does not ask for
 * the larger one, which a device may have rounded otherwise than what it computes again.
 */
const shareOfLarger = (a: Tensor, b: Tensor): Tensor =>
  where(equal(a, b), 0.5, cast(less(b, a), a.dtype));

/** `a`'s share in an extremum of a and b. */
export const shareOfExtremum: {
  readonly [P in 'maximum' | 'minimum']: (a: Tensor, b: Tensor) => Tensor;
} = {
  maximum: shareOfLarger,
  minimum: (a, b) => shareOfLarger(b, a),
};

/** Repeats a reduced tensor along the axes that the reduction removed. */
export const spread = (reduced: Tensor, shape: Shape, axes: readonly number[]): Tensor =>
  broadcastTo(
    reshape(
      reduced,
      shape.map((length, axis) => (axes.includes(axis) ? 1 : length)),
    ),
    shape,
  );

/** Each maximal element's share: 1 over how many there are; 0 for the others. */
export const shareOfMax = (x: Tensor, largest: Tensor, axes: readonly number[]): Tensor => {
  const isLargest = cast(equal(x, spread(largest, x.shape, axes)), x.dtype);
  return div(isLargest, sum(isLargest, { axes, keepDims: true }));
};
