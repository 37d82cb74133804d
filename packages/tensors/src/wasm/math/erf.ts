import { const as c } from '../assembler/f32x4.ts';
import { f32x4, get, i32x4, seq, set, v128 } from '../assembler.ts';
import type { VectorCode } from './vector-code.ts';

/**
 * N. Juffa's polynomials: (erf x - x)/x in x² up to `EDGE`, and ln(1 - erf x)/x + 1 in x beyond.
 */
const EDGE = 475 / 512;
const NEAR = [
  -5.96761703e-4, 4.99119423e-3, -2.67681349e-2, 1.12819925e-1, -3.76125336e-1, 1.28379166e-1,
];
const FAR = [
  -1.7285347e-5, 3.83197126e-4, -3.88396438e-3, 2.42546219e-2, -1.06777877e-1, -6.34846687e-1,
  -1.28717512e-1,
];

export const erf: VectorCode = (x, { locals }, { madd, polynomial, call }) => {
  const [t, square, far] = locals('v128', 3);
  const exponent = f32x4.sub(f32x4.mul(polynomial(FAR, far), get(far)), get(far));
  return seq(
    set(t, f32x4.abs(get(x))),
    set(square, f32x4.mul(get(x), get(x))),
    // Beyond 4 it is 1 in float32; the polynomial is not fitted there.
    set(far, f32x4.min(get(t), c(4))),
    set(far, call('expm1', exponent)),
    v128.select(
      f32x4.gt(get(t), c(EDGE)),
      v128.or(f32x4.abs(get(far)), v128.and(get(x), i32x4.const(1 << 31))),
      madd(polynomial(NEAR, square), get(x), get(x)),
    ),
  );
};
