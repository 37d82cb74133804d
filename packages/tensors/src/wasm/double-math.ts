import {
  type Body,
  type Code,
  call,
  type FunctionRef,
  f32,
  f32x4,
  f64,
  get,
  i32,
  i64,
  type Local,
  type ModuleBuilder,
  seq,
  set,
  type ValueType,
  when,
} from './assembler.ts';

/** The functions of floats that are computed in double precision, one lane after the other. */
export type DoubleFunction = 'sin' | 'cos' | 'pow';

const c = f64.const;
const polynomial = (coefficients: readonly number[], x: Local): Code =>
  coefficients
    .slice(0, -1)
    .reduceRight<Code>(
      (sum, next) => f64.add(f64.mul(sum, get(x)), c(next)),
      c(coefficients.at(-1)!),
    );

/** The coefficients of Taylor's series in x², each next term divided by two more factors. */
const taylor = (first: number, terms: number): readonly number[] => {
  const coefficients = [1];
  for (let i = 1; i < terms; i++) {
    const n = first + 2 * i;
    coefficients.push(-coefficients[i - 1]! / (n * (n - 1)));
  }
  return coefficients;
};
/** sin(x)/x and cos(x), exact to 2⁻⁴⁵ up to π/4. */
const SIN = taylor(1, 7);
const COS = taylor(0, 8);
/** Of 2ˣ, exact to 2⁻⁵² up to ½: (ln 2)ⁿ/n!. */
const POWER_OF_TWO = [1];
for (let n = 1; n < 14; n++) POWER_OF_TWO.push((POWER_OF_TWO[n - 1]! * Math.LN2) / n);
/** Of log₂((1 + s)/(1 - s))/s in s², exact to 2⁻⁵⁰ up to s = 3 - 2√2. */
const LOG_2 = Array.from({ length: 10 }, (_, n) => 2 / Math.LN2 / (2 * n + 1));

/** π/2 in two parts; a product of the first with a number of up to 25 bits is exact. */
const HALF_PI_HIGH = 1.570796325802803;
const HALF_PI_LOW = 9.920935796805404e-10;
/** Numbers below it are reduced by these parts. */
const FAR = 2 ** 25;
/** The bits of 2/π after the point, in hexadecimal digits. */
const TWO_OVER_PI = 'a2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe';

/** Functions of vectors that a module gets when they are first asked for. */
export const doubleMath = (
  module: ModuleBuilder,
): { readonly [F in DoubleFunction]: () => FunctionRef } => {
  const declare = <const P extends readonly ValueType[]>(
    params: P,
    result: ValueType,
    write: (body: Body<P>) => Code,
  ): FunctionRef => module.define({ params, result }, write);
  const once = (make: () => FunctionRef): (() => FunctionRef) => {
    let made: FunctionRef | undefined;
    return () => {
      made ??= make();
      return made;
    };
  };

  /** The 32 bits of 2/π from the 8·k-th on. */
  const wordOfTwoOverPi = once(() =>
    declare(['i32'], 'i32', ({ params: [k] }) =>
      Array.from({ length: TWO_OVER_PI.length / 2 - 3 }, (_, i) => i).reduce<Code>(
        (rest, i) =>
          i32.select(
            i32.eq(get(k), i32.const(i)),
            i32.const(Number.parseInt(TWO_OVER_PI.slice(2 * i, 2 * i + 8), 16)),
            rest,
          ),
        i32.const(0),
      ),
    ),
  );

  /**
   * The sine of x + quadrants · π/2. Far from zero the product with 2/π is taken modulo 4 in integers, of which
   * 64 bits suffice: no float lies nearer to a multiple of π/2 than 2⁻³¹ of it (Payne and Hanek, 1983).
   */
  const sine = once(() => {
    const word = wordOfTwoOverPi();
    return declare(['f32', 'i32'], 'f32', ({ params: [x, quadrants], local, locals }) => {
      const [d, r, n, square] = locals('f64', 4);
      const [bits, shift, byte] = locals('i32', 3);
      const [mantissa, product] = locals('i64', 2);
      const times = (i: number): Code =>
        i64.mul(get(mantissa), i64.extendU(call(word, i32.add(get(byte), i32.const(i)))));
      const quadrant = local('i32');
      const near = seq(
        set(n, f64.nearest(f64.mul(get(d), c(2 / Math.PI)))),
        set(r, f64.sub(get(d), f64.mul(get(n), c(HALF_PI_HIGH)))),
        set(r, f64.sub(get(r), f64.mul(get(n), c(HALF_PI_LOW)))),
        // So that -0 stays.
        set(r, f64.select(f64.eq(get(n), c(0)), get(d), get(r))),
        set(quadrant, i32.truncateDouble(get(n))),
      );
      const far = seq(
        set(bits, i32.ofFloat(get(x))),
        // |x| = mantissa · 2^(shift + 2), of which whole bytes are dropped from 2/π.
        set(
          shift,
          i32.sub(
            i32.and(i32.shrU(get(bits), i32.const(23)), i32.const(255)),
            i32.const(127 + 23 + 2),
          ),
        ),
        set(byte, i32.shrU(get(shift), i32.const(3))),
        set(
          mantissa,
          i64.extendU(
            i32.shl(
              i32.or(i32.and(get(bits), i32.const(0x7fffff)), i32.const(0x800000)),
              i32.and(get(shift), i32.const(7)),
            ),
          ),
        ),
        set(product, i64.add(i64.add(i64.shl(times(0), 32), times(4)), i64.shrU(times(8), 32))),
        set(quadrant, i32.wrap(i64.shrU(i64.add(get(product), i64.shl(i64.const(1), 61)), 62))),
        set(product, i64.sub(get(product), i64.shl(i64.extendU(get(quadrant)), 62))),
        set(r, f64.mul(f64.ofLong(get(product)), c(Math.PI / 2 / 2 ** 62))),
        when(
          i32.lt(get(bits), i32.const(0)),
          seq(set(r, f64.neg(get(r))), set(quadrant, i32.sub(i32.const(0), get(quadrant)))),
        ),
      );
      return seq(
        set(d, f64.promote(get(x))),
        when(f64.lt(f64.abs(get(d)), c(FAR)), near, far),
        set(quadrant, i32.add(get(quadrant), get(quadrants))),
        set(square, f64.mul(get(r), get(r))),
        set(
          r,
          f64.select(
            i32.and(get(quadrant), i32.const(1)),
            polynomial(COS, square),
            f64.mul(polynomial(SIN, square), get(r)),
          ),
        ),
        set(r, f64.select(i32.and(get(quadrant), i32.const(2)), f64.neg(get(r)), get(r))),
        // Of an infinite number and of NaN it is NaN.
        f32.demote(
          f64.select(f64.lt(f64.abs(get(d)), c(Infinity)), get(r), f64.sub(get(d), get(d))),
        ),
      );
    });
  });

  /** log₂ of a number from 0. */
  const log2 = (x: Local, { locals, local }: Body): Code => {
    const [bits, exponent] = locals('i64', 2);
    const [s, square] = locals('f64', 2);
    const mantissa = local('f64');
    return seq(
      set(bits, i64.ofDouble(get(x))),
      set(exponent, i64.sub(i64.shrU(get(bits), 52), i64.const(1023))),
      set(
        mantissa,
        f64.ofBits(i64.or(i64.shrU(i64.shl(get(bits), 12), 12), i64.shl(i64.const(1023), 52))),
      ),
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
    return seq(
      set(f, f64.max(f64.min(get(x), c(200)), c(-200))),
      set(n, f64.nearest(get(f))),
      set(f, f64.sub(get(f), get(n))),
      f64.mul(
        polynomial(POWER_OF_TWO, f),
        f64.ofBits(i64.shl(i64.add(i64.extendS(i32.truncateDouble(get(n))), i64.const(1023)), 52)),
      ),
    );
  };

  /** As JavaScript has it: of 1 to an infinite power it is NaN. */
  const power = once(() =>
    declare(['f32', 'f32'], 'f32', (body) => {
      const [x, y] = body.params;
      const [base, exponent, size, half] = body.locals('f64', 4);
      const isWhole = f64.eq(f64.floor(get(exponent)), get(exponent));
      const isOdd = i32.and(isWhole, f64.ne(f64.floor(get(half)), get(half)));
      const isNegative = i32.lt(i32.ofFloat(get(x)), i32.const(0));
      const isUndefined = i32.and(
        i32.and(f64.lt(get(base), c(0)), f64.gt(get(base), c(-Infinity))),
        i32.eqz(isWhole),
      );
      return seq(
        set(base, f64.promote(get(x))),
        set(exponent, f64.promote(get(y))),
        set(half, f64.mul(get(exponent), c(0.5))),
        set(size, f64.abs(get(base))),
        set(size, f64.mul(log2(size, body), get(exponent))),
        set(size, powerOfTwo(size, body)),
        set(size, f64.select(i32.and(isNegative, isOdd), f64.neg(get(size)), get(size))),
        set(size, f64.select(isUndefined, c(Number.NaN), get(size))),
        f32.demote(f64.select(f64.eq(get(exponent), c(0)), c(1), get(size))),
      );
    }),
  );

  const lanes = (y: Local, each: (lane: number) => Code): Code =>
    seq(...[0, 1, 2, 3].map((lane) => set(y, f32x4.replace(get(y), lane, each(lane)))), get(y));
  const shifted = (quadrants: number) =>
    once(() => {
      const f = sine();
      return declare(['v128'], 'v128', ({ params: [x] }) =>
        lanes(x, (lane) => call(f, f32x4.lane(get(x), lane), i32.const(quadrants))),
      );
    });
  return {
    sin: shifted(0),
    cos: shifted(1),
    pow: once(() => {
      const f = power();
      return declare(['v128', 'v128'], 'v128', ({ params: [x, y] }) =>
        lanes(x, (lane) => call(f, f32x4.lane(get(x), lane), f32x4.lane(get(y), lane))),
      );
    }),
  };
};
