import { const as c } from '../assembler/f32x4.ts';
import { f32x4, get, i32x4, seq, set, v128 } from '../assembler.ts';
import { LN2_HIGH, LN2_LOW } from './exponential.ts';
import type { VectorCode } from './vector-code.ts';

/** Cephes' polynomial: ln(1 + x) beyond its first terms. */
const LOG = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1,
  -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
];

const SMALLEST_NORMAL = 1.17549435e-38;

export const log: VectorCode = (x, { locals }, { madd, polynomial }) => {
  const [scaled, e, m, z, y, small] = locals('v128', 6);
  const isTiny = f32x4.lt(get(x), c(SMALLEST_NORMAL));
  const exponent = i32x4.sub(
    i32x4.sub(i32x4.shrU(get(scaled), 23), i32x4.const(126)),
    v128.and(isTiny, i32x4.const(23)),
  );
  return seq(
    set(scaled, v128.select(isTiny, f32x4.mul(get(x), c(2 ** 23)), get(x))),
    set(e, f32x4.convert(exponent)),
    set(m, v128.or(v128.and(get(scaled), i32x4.const(0x7fffff)), i32x4.const(0x3f000000))),
    set(small, f32x4.lt(get(m), c(Math.SQRT1_2))),
    set(e, f32x4.sub(get(e), v128.and(get(small), c(1)))),
    set(m, f32x4.sub(f32x4.add(get(m), v128.and(get(small), get(m))), c(1))),
    set(z, f32x4.mul(get(m), get(m))),
    set(y, f32x4.mul(f32x4.mul(polynomial(LOG, m), get(m)), get(z))),
    set(y, madd(get(e), c(LN2_LOW), get(y))),
    set(y, madd(get(z), c(-0.5), get(y))),
    set(y, madd(get(e), c(LN2_HIGH), f32x4.add(get(m), get(y)))),
    // Infinity and NaN stay, zero gives -Infinity, a number below 0 gives NaN.
    set(y, v128.select(f32x4.lt(get(x), c(Infinity)), get(y), get(x))),
    set(y, v128.select(f32x4.eq(get(x), c(0)), c(-Infinity), get(y))),
    v128.or(get(y), f32x4.lt(get(x), c(0))),
  );
};

/** ln u · x/(u - 1) for u = 1 + x, which corrects the rounding of u (Kahan). */
export const log1p: VectorCode = (x, { locals }, { call }) => {
  const [u, d] = locals('v128', 2);
  const corrected = f32x4.mul(call('log', get(u)), f32x4.div(get(x), get(d)));
  return seq(
    set(u, f32x4.add(get(x), c(1))),
    set(d, f32x4.sub(get(u), c(1))),
    v128.select(
      f32x4.eq(get(d), c(0)),
      get(x),
      v128.select(f32x4.lt(get(u), c(Infinity)), corrected, get(u)),
    ),
  );
};
