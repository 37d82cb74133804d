import { const as c } from '../assembler/f64.ts';
import {
  type Body,
  type Code,
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

/** (ln 2)ⁿ/n!. */
const termsOfPower = (terms: number): readonly number[] => {
  const coefficients = [1];
  for (let n = 1; n < terms; n++) coefficients.push((coefficients[n - 1]! * Math.LN2) / n);
  return coefficients;
};
/** Of 2ˣ, exact to 2⁻⁵² up to ½. */
const POWER_OF_TWO = termsOfPower(14);
/** Of log₂((1 + s)/(1 - s))/s in s², exact to 2⁻⁵⁰ up to s = 3 - 2√2. */
const LOG_2 = Array.from({ length: 10 }, (_, n) => 2 / Math.LN2 / (2 * n + 1));

/** Defines x to the power y, rounded once; as JavaScript has it, of 1 to an infinite power it is NaN. */
export const definePower = (module: ModuleBuilder): FunctionRef =>
  module.define({ params: ['f32', 'f32'], result: 'f32' }, (body) => {
    const [x, y] = body.params;
    const [base, exponent, power, half] = body.locals('f64', 4);
    const isWhole = f64.eq(f64.floor(get(exponent)), get(exponent));
    const isOdd = i32.and(isWhole, f64.ne(f64.floor(get(half)), get(half)));
    const isNegative = i32.lt(i32.ofFloat(get(x)), i32.const(0));
    const isFiniteBelowZero = i32.and(f64.lt(get(base), c(0)), f64.gt(get(base), c(-Infinity)));
    const isUndefined = i32.and(isFiniteBelowZero, i32.eqz(isWhole));
    return seq(
      set(base, f64.promote(get(x))),
      set(exponent, f64.promote(get(y))),
      set(half, f64.mul(get(exponent), c(0.5))),
      set(power, f64.abs(get(base))),
      set(power, f64.mul(log2(power, body), get(exponent))),
      set(power, powerOfTwo(power, body)),
      set(power, f64.select(i32.and(isNegative, isOdd), f64.neg(get(power)), get(power))),
      set(power, f64.select(isUndefined, c(Number.NaN), get(power))),
      f32.demote(f64.select(f64.eq(get(exponent), c(0)), c(1), get(power))),
    );
  });

/** log₂ of a number from 0. */
const log2 = (x: Local, { locals }: Body): Code => {
  const [bits, exponent] = locals('i64', 2);
  const [mantissa, s, square] = locals('f64', 3);
  const fraction = i64.shrU(i64.shl(get(bits), 12), 12);
  return seq(
    set(bits, i64.ofDouble(get(x))),
    set(exponent, i64.sub(i64.shrU(get(bits), 52), i64.const(1023))),
    set(mantissa, f64.ofBits(i64.or(fraction, i64.shl(i64.const(1023), 52)))),
    when(
      f64.gt(get(mantissa), c(Math.SQRT2)),
      seq(
        set(mantissa, f64.mul(get(mantissa), c(0.5))),
        set(exponent, i64.add(get(exponent), i64.const(1))),
      ),
    ),
    set(s, f64.div(f64.sub(get(mantissa), c(1)), f64.add(get(mantissa), c(1)))),
    set(square, f64.mul(get(s), get(s))),
    set(s, f64.add(f64.ofLong(get(exponent)), f64.mul(polynomial(LOG_2, square), get(s)))),
    // Infinity and NaN stay.
    f64.select(
      f64.eq(get(x), c(0)),
      c(-Infinity),
      f64.select(f64.lt(get(x), c(Infinity)), get(s), get(x)),
    ),
  );
};

/** 2ˣ, for results that floats hold. */
const powerOfTwo = (x: Local, { locals }: Body): Code => {
  const [n, f] = locals('f64', 2);
  const biased = i64.add(i64.extendS(i32.truncateDouble(get(n))), i64.const(1023));
  return seq(
    set(f, f64.max(f64.min(get(x), c(200)), c(-200))),
    set(n, f64.nearest(get(f))),
    set(f, f64.sub(get(f), get(n))),
    f64.mul(polynomial(POWER_OF_TWO, f), f64.ofBits(i64.shl(biased, 52))),
  );
};
