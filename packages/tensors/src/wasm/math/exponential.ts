import { const as c } from '../assembler/f32x4.ts';
import { type Code, f32x4, get, i32x4, type Local, seq, set, v128 } from '../assembler.ts';
import type { MathContext, VectorCode } from './vector-code.ts';

/** ln 2 in two parts; the first is exact in a few bits. */
export const LN2_HIGH = 0.693359375;
export const LN2_LOW = -2.1219444005469057e-4;

/** Cephes' polynomial: (eˣ - 1 - x)/x² on ±ln 2 / 2. */
const EXP = [
  1.9875691e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
];

/** Sets n to the integer nearest to x/ln 2 and r to x - n ln 2, and gives eʳ - 1. */
const reducedExpm1 = (x: Code, n: Local, r: Local, { madd, polynomial }: MathContext): Code =>
  seq(
    set(r, x),
    set(n, f32x4.nearest(f32x4.mul(get(r), c(Math.LOG2E)))),
    set(r, madd(get(n), c(-LN2_HIGH), get(r))),
    set(r, madd(get(n), c(-LN2_LOW), get(r))),
    madd(f32x4.mul(polynomial(EXP, r), get(r)), get(r), get(r)),
  );

/** 2ⁿ for integers in the range of the exponent. */
const powerOfTwo = (n: Code): Code => i32x4.shl(i32x4.add(n, i32x4.const(127)), 23);

export const exp: VectorCode = (x, { locals }, context) => {
  const [n, r, i, half] = locals('v128', 4);
  const clamped = f32x4.max(f32x4.min(get(x), c(89)), c(-104));
  return seq(
    set(x, f32x4.add(reducedExpm1(clamped, n, r, context), c(1))),
    set(i, i32x4.truncate(get(n))),
    // In two steps, so that results below the normal range are right.
    set(half, i32x4.shrS(get(i), 1)),
    f32x4.mul(f32x4.mul(get(x), powerOfTwo(get(half))), powerOfTwo(i32x4.sub(get(i), get(half)))),
  );
};

export const expm1: VectorCode = (x, { locals }, context) => {
  const [n, r, q, half] = locals('v128', 4);
  const clamped = f32x4.max(f32x4.min(get(x), c(89)), c(-18));
  return seq(
    set(q, reducedExpm1(clamped, n, r, context)),
    set(half, powerOfTwo(i32x4.sub(i32x4.truncate(get(n)), i32x4.const(1)))),
    set(r, context.madd(get(q), get(half), f32x4.sub(get(half), c(0.5)))),
    // x itself if it is tiny, so that -0 stays and nothing below the normal range is lost.
    v128.select(f32x4.lt(f32x4.abs(get(x)), c(1e-10)), get(x), f32x4.add(get(r), get(r))),
  );
};

const SIGN = i32x4.const(1 << 31);

export const tanh: VectorCode = (x, { local }, { call }) => {
  const t = local('v128');
  const magnitude = f32x4.div(f32x4.neg(get(t)), f32x4.add(get(t), c(2)));
  return seq(
    set(t, call('expm1', f32x4.mul(f32x4.abs(get(x)), c(-2)))),
    v128.or(v128.andNot(magnitude, SIGN), v128.and(get(x), SIGN)),
  );
};

export const sigmoid: VectorCode = (x, _, { call }) =>
  f32x4.div(c(1), f32x4.add(c(1), call('exp', f32x4.neg(get(x)))));

export const softplus: VectorCode = (x, _, { call }) =>
  f32x4.add(f32x4.max(get(x), c(0)), call('log1p', call('exp', f32x4.neg(f32x4.abs(get(x))))));
