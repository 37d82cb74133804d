import { const as c } from '../assembler/f64.ts';
import {
  type Code,
  call,
  type FunctionRef,
  f32,
  f64,
  get,
  i32,
  i64,
  type Local,
  type ModuleBuilder,
  seq,
  set,
  when,
} from '../assembler.ts';
import { polynomial } from './polynomial.ts';

/** The coefficients of Taylor's series in x², each next term divided by two more factors. */
const taylor = (first: number, terms: number): readonly number[] => {
  const coefficients = [1];
  for (let i = 1; i < terms; i++) {
    const n = first + 2 * i;
    coefficients.push(-coefficients[i - 1]! / (n * (n - 1)));
  }
  return coefficients;
};
/** sin(x)/x and cos(x), exact to 2⁻³⁷ and 2⁻⁴¹ up to π/4. */
const SIN = taylor(1, 6);
const COS = taylor(0, 7);

/** π/2 in two parts; a product of the first with a number of up to 25 bits is exact. */
const HALF_PI_HIGH = 1.570796325802803;
const HALF_PI_LOW = 9.920935796805404e-10;
/** Numbers below it are reduced by these parts. */
const FAR = 2 ** 25;
/** The bits of 2/π after the point, in hexadecimal digits. */
const TWO_OVER_PI = 'a2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe';

/** A number as a rest of π/4 at most and a multiple of π/2. */
interface Reduced {
  readonly rest: Local;
  readonly quadrant: Local;
}

/** Defines the sine of x + quadrants · π/2, rounded once. */
export const defineSine = (module: ModuleBuilder): FunctionRef => {
  const word = defineWord(module);
  return module.define(
    { params: ['f32', 'i32'], result: 'f32' },
    ({ params: [x, quadrants], local, locals }) => {
      const [d, square] = locals('f64', 2);
      const reduced: Reduced = { rest: local('f64'), quadrant: local('i32') };
      const { rest, quadrant } = reduced;
      const [shift, byte] = locals('i32', 2);
      const [mantissa, product] = locals('i64', 2);
      const far = reduceFar(word, x, { shift, byte, mantissa, product }, reduced);
      return seq(
        set(d, f64.promote(get(x))),
        when(f64.lt(f64.abs(get(d)), c(FAR)), reduceNear(d, square, reduced), far),
        set(quadrant, i32.add(get(quadrant), get(quadrants))),
        set(square, f64.mul(get(rest), get(rest))),
        set(
          rest,
          f64.select(
            i32.and(get(quadrant), i32.const(1)),
            polynomial(COS, square),
            f64.mul(polynomial(SIN, square), get(rest)),
          ),
        ),
        set(rest, f64.select(i32.and(get(quadrant), i32.const(2)), f64.neg(get(rest)), get(rest))),
        // The sine of an infinite number and of NaN is NaN.
        f32.demote(
          f64.select(f64.lt(f64.abs(get(d)), c(Infinity)), get(rest), f64.sub(get(d), get(d))),
        ),
      );
    },
  );
};

/** Defines the function of k whose result is the 32 bits of 2/π that begin at bit 8·k. */
const defineWord = (module: ModuleBuilder): FunctionRef =>
  module.define({ params: ['i32'], result: 'i32' }, ({ params: [k] }) =>
    Array.from({ length: TWO_OVER_PI.length / 2 - 3 }, (_, i) => i).reduce<Code>(
      (rest, i) =>
        i32.select(
          i32.eq(get(k), i32.const(i)),
          i32.const(Number.parseInt(TWO_OVER_PI.slice(2 * i, 2 * i + 8), 16)),
          rest,
        ),
      i32.const(0),
    ),
  );

/** Subtracts the multiple of π/2 in two steps (Cody and Waite, 1980). */
const reduceNear = (d: Local, n: Local, { rest, quadrant }: Reduced): Code =>
  seq(
    set(n, f64.nearest(f64.mul(get(d), c(2 / Math.PI)))),
    set(rest, f64.sub(get(d), f64.mul(get(n), c(HALF_PI_HIGH)))),
    set(rest, f64.sub(get(rest), f64.mul(get(n), c(HALF_PI_LOW)))),
    // -0 stays -0.
    set(rest, f64.select(f64.eq(get(n), c(0)), get(d), get(rest))),
    set(quadrant, i32.truncateDouble(get(n))),
  );

interface FarLocals {
  readonly shift: Local;
  readonly byte: Local;
  readonly mantissa: Local;
  readonly product: Local;
}

/**
 * Computes the product with 2/π modulo 4 in integers of 64 bits, which suffice: no float is nearer to a multiple of π/2
 * than 2⁻³¹ of it (Payne and Hanek, 1983).
 */
const reduceFar = (
  word: FunctionRef,
  x: Local,
  { shift, byte, mantissa, product }: FarLocals,
  { rest, quadrant }: Reduced,
): Code => {
  const bits = i32.ofFloat(get(x));
  const exponent = i32.and(i32.shrU(bits, i32.const(23)), i32.const(255));
  const significand = i32.or(i32.and(bits, i32.const(0x7fffff)), i32.const(0x800000));
  const times = (i: number): Code =>
    i64.mul(get(mantissa), i64.extendU(call(word, i32.add(get(byte), i32.const(i)))));
  const half = i64.shl(i64.const(1), 61);
  return seq(
    // |x| = significand · 2^(shift + 2); the bytes of 2/π that contribute multiples of 4 are dropped.
    set(shift, i32.sub(exponent, i32.const(127 + 23 + 2))),
    set(byte, i32.shrU(get(shift), i32.const(3))),
    set(mantissa, i64.extendU(i32.shl(significand, i32.and(get(shift), i32.const(7))))),
    set(product, i64.add(i64.add(i64.shl(times(0), 32), times(4)), i64.shrU(times(8), 32))),
    set(quadrant, i32.wrap(i64.shrU(i64.add(get(product), half), 62))),
    set(product, i64.sub(get(product), i64.shl(i64.extendU(get(quadrant)), 62))),
    set(rest, f64.mul(f64.ofLong(get(product)), c(Math.PI / 2 / 2 ** 62))),
    when(
      i32.lt(bits, i32.const(0)),
      seq(set(rest, f64.neg(get(rest))), set(quadrant, i32.sub(i32.const(0), get(quadrant)))),
    ),
  );
};
