import {
  type Body,
  type Code,
  call,
  type FunctionRef,
  f32x4,
  get,
  i32x4,
  type Local,
  type ModuleBuilder,
  seq,
  set,
  v128,
} from './assembler.ts';
import { type DoubleFunction, doubleMath } from './double-math/double-math.ts';

/** Functions of four floats at once. */
export type VectorFunction =
  | DoubleFunction
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'tanh'
  | 'erf'
  | 'sigmoid'
  | 'softplus';

export interface MathOptions {
  /** Whether `a · b + c` is rounded once, by an instruction that not every engine has. */
  readonly relaxed: boolean;
}

const LOG2_E = Math.LOG2E;
/** ln 2 in two parts, the first exact in few bits. */
const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444005469057e-4;

/** Cephes' polynomials: of (eˣ - 1 - x)/x² on ±ln 2 / 2, and of ln(1 + x) beyond its first terms. */
const EXP = [
  1.9875691e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
];
const LOG = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1,
  -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
];

/**
 * erf by two polynomials, as N. Juffa fitted them: of (erf x - x)/x in x² up to `ERF_EDGE`, and of
 * ln(1 - erf x)/x + 1 in x beyond.
 */
const ERF_EDGE = 475 / 512;
const ERF_NEAR = [
  -5.96761703e-4, 4.99119423e-3, -2.67681349e-2, 1.12819925e-1, -3.76125336e-1, 1.28379166e-1,
];
const ERF_FAR = [
  -1.7285347e-5, 3.83197126e-4, -3.88396438e-3, 2.42546219e-2, -1.06777877e-1, -6.34846687e-1,
  -1.28717512e-1,
];

export const multiplyAdd =
  ({ relaxed }: MathOptions) =>
  (a: Code, b: Code, c: Code): Code =>
    relaxed ? f32x4.fusedMultiplyAdd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);

/** The vector functions of a module, each defined when it is first asked for. */
export const vectorMath = (
  module: ModuleBuilder,
  options: MathOptions,
): ((name: VectorFunction) => FunctionRef) => {
  const madd = multiplyAdd(options);
  const defined = new Map<VectorFunction, FunctionRef>();
  const functionOf = (name: VectorFunction): FunctionRef => {
    const known = defined.get(name);
    if (known !== undefined) return known;
    const made = define[name]();
    defined.set(name, made);
    return made;
  };
  const vector = (write: (x: Local, body: Body) => Code): FunctionRef =>
    module.define({ params: ['v128'], result: 'v128' }, (body) => write(body.params[0], body));
  const c = f32x4.const;
  const polynomial = (coefficients: readonly number[], x: Local): Code =>
    coefficients.slice(1).reduce((sum, next) => madd(sum, get(x), c(next)), c(coefficients[0]!));

  /** Sets n to the nearest of x/ln 2, r to what is left, and gives eʳ - 1. */
  const reduced = (x: Code, n: Local, r: Local): Code =>
    seq(
      set(r, x),
      set(n, f32x4.nearest(f32x4.mul(get(r), c(LOG2_E)))),
      set(r, madd(get(n), c(-LN2_HIGH), get(r))),
      set(r, madd(get(n), c(-LN2_LOW), get(r))),
      madd(f32x4.mul(polynomial(EXP, r), get(r)), get(r), get(r)),
    );
  /** 2ⁿ of integers in the range of the exponent. */
  const powerOfTwo = (n: Code): Code => i32x4.shl(i32x4.add(n, i32x4.const(127)), 23);

  const define: { readonly [F in VectorFunction]: () => FunctionRef } = {
    ...doubleMath(module),
    exp: () =>
      vector((x, body) => {
        const [n, r, i, half] = body.locals('v128', 4);
        const clamped = f32x4.max(f32x4.min(get(x), c(89)), c(-104));
        return seq(
          set(x, f32x4.add(reduced(clamped, n, r), c(1))),
          set(i, i32x4.truncate(get(n))),
          // In two steps, so that results below the normal range come out.
          set(half, i32x4.shrS(get(i), 1)),
          f32x4.mul(
            f32x4.mul(get(x), powerOfTwo(get(half))),
            powerOfTwo(i32x4.sub(get(i), get(half))),
          ),
        );
      }),

    expm1: () =>
      vector((x, body) => {
        const [n, r, q, half] = body.locals('v128', 4);
        const clamped = f32x4.max(f32x4.min(get(x), c(89)), c(-18));
        return seq(
          set(q, reduced(clamped, n, r)),
          set(half, powerOfTwo(i32x4.sub(i32x4.truncate(get(n)), i32x4.const(1)))),
          set(r, madd(get(q), get(half), f32x4.sub(get(half), c(0.5)))),
          // x itself where it is tiny, so that -0 stays and nothing below the normal range is lost.
          v128.select(f32x4.lt(f32x4.abs(get(x)), c(1e-10)), get(x), f32x4.add(get(r), get(r))),
        );
      }),

    log: () =>
      vector((x, body) => {
        const [scaled, e, m, z, y, small] = body.locals('v128', 6);
        const isTiny = f32x4.lt(get(x), c(1.17549435e-38));
        return seq(
          set(scaled, v128.select(isTiny, f32x4.mul(get(x), c(8388608)), get(x))),
          set(
            e,
            f32x4.convert(
              i32x4.sub(
                i32x4.sub(i32x4.shrU(get(scaled), 23), i32x4.const(126)),
                v128.and(isTiny, i32x4.const(23)),
              ),
            ),
          ),
          set(m, v128.or(v128.and(get(scaled), i32x4.const(0x7fffff)), i32x4.const(0x3f000000))),
          set(small, f32x4.lt(get(m), c(Math.SQRT1_2))),
          set(e, f32x4.sub(get(e), v128.and(get(small), c(1)))),
          set(m, f32x4.sub(f32x4.add(get(m), v128.and(get(small), get(m))), c(1))),
          set(z, f32x4.mul(get(m), get(m))),
          set(y, f32x4.mul(f32x4.mul(polynomial(LOG, m), get(m)), get(z))),
          set(y, madd(get(e), c(LN2_LOW), get(y))),
          set(y, madd(get(z), c(-0.5), get(y))),
          set(y, madd(get(e), c(LN2_HIGH), f32x4.add(get(m), get(y)))),
          // Infinity and NaN stay, zero gives -Infinity, what is below 0 gives NaN.
          set(y, v128.select(f32x4.lt(get(x), c(Infinity)), get(y), get(x))),
          set(y, v128.select(f32x4.eq(get(x), c(0)), c(-Infinity), get(y))),
          v128.or(get(y), f32x4.lt(get(x), c(0))),
        );
      }),

    log1p: () => {
      const log = functionOf('log');
      return vector((x, body) => {
        const [u, d] = body.locals('v128', 2);
        return seq(
          set(u, f32x4.add(get(x), c(1))),
          set(d, f32x4.sub(get(u), c(1))),
          // Where 1 + x rounds, ln u · x/(u - 1) makes up for it (Kahan).
          v128.select(
            f32x4.eq(get(d), c(0)),
            get(x),
            v128.select(
              f32x4.lt(get(u), c(Infinity)),
              f32x4.mul(call(log, get(u)), f32x4.div(get(x), get(d))),
              get(u),
            ),
          ),
        );
      });
    },

    tanh: () => {
      const expm1 = functionOf('expm1');
      return vector((x, body) => {
        const t = body.local('v128');
        return seq(
          set(t, call(expm1, f32x4.mul(f32x4.abs(get(x)), c(-2)))),
          v128.or(
            v128.andNot(
              f32x4.div(f32x4.neg(get(t)), f32x4.add(get(t), c(2))),
              i32x4.const(1 << 31),
            ),
            v128.and(get(x), i32x4.const(1 << 31)),
          ),
        );
      });
    },

    erf: () => {
      const expm1 = functionOf('expm1');
      return vector((x, body) => {
        const [t, square, far] = body.locals('v128', 3);
        return seq(
          set(t, f32x4.abs(get(x))),
          set(square, f32x4.mul(get(x), get(x))),
          // Beyond 4 it is 1 in float32; the polynomial is not fitted there.
          set(far, f32x4.min(get(t), c(4))),
          set(far, call(expm1, f32x4.sub(f32x4.mul(polynomial(ERF_FAR, far), get(far)), get(far)))),
          v128.select(
            f32x4.gt(get(t), c(ERF_EDGE)),
            v128.or(f32x4.abs(get(far)), v128.and(get(x), i32x4.const(1 << 31))),
            madd(polynomial(ERF_NEAR, square), get(x), get(x)),
          ),
        );
      });
    },

    sigmoid: () => {
      const exp = functionOf('exp');
      return vector((x) => f32x4.div(c(1), f32x4.add(c(1), call(exp, f32x4.neg(get(x))))));
    },

    softplus: () => {
      const [exp, log1p] = [functionOf('exp'), functionOf('log1p')];
      return vector((x) =>
        f32x4.add(f32x4.max(get(x), c(0)), call(log1p, call(exp, f32x4.neg(f32x4.abs(get(x)))))),
      );
    },
  };
  return functionOf;
};
