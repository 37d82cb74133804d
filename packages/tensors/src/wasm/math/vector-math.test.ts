import { describe, expect, it } from 'vitest';
import { erf } from '../../reference/erf.ts';
import { allowFusedMultiplyAdd } from '../../testing/platform.ts';
import { call, get, ModuleBuilder, v128 } from '../assembler.ts';
import { type VectorFunction, vectorMath } from './vector-math.ts';

allowFusedMultiplyAdd();

const sigmoid = (x: number): number =>
  x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));

/** Double precision, and how many units in the last place float32 may be off. */
const functions: {
  readonly [F in Exclude<VectorFunction, 'pow'>]: readonly [(x: number) => number, number];
} = {
  exp: [Math.exp, 1],
  expm1: [Math.expm1, 2],
  log: [Math.log, 1],
  log1p: [Math.log1p, 3],
  sin: [Math.sin, 0.5001],
  cos: [Math.cos, 0.5001],
  tanh: [Math.tanh, 3],
  erf: [erf, 2],
  sigmoid: [sigmoid, 3],
  softplus: [(x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), 3],
};

/** A unit in the last place of a float32 in the normal range. */
const unit = (x: number): number => 2 ** (Math.floor(Math.log2(Math.abs(Math.fround(x)))) - 23);

/** The function at the second of four lanes. */
const makeFunction = (name: VectorFunction, relaxed: boolean): ((...x: number[]) => number) => {
  const module = new ModuleBuilder();
  const f = vectorMath(module, { relaxed })(name);
  module.define(
    { params: ['i32'] },
    ({ params: [at] }) => {
      const operands = name === 'pow' ? [0, 16] : [0];
      return v128.store(get(at!), call(f, ...operands.map((i) => v128.load(get(at!), i))));
    },
    { exported: 'run' },
  );
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const compiled = new WebAssembly.Module(module.finish({ shared: false }));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const view = new Float32Array(memory.buffer);
  return (...operands) => {
    operands.forEach((x, i) => {
      view[4 * i + 1] = x;
    });
    (exports.run as (at: number) => void)(0);
    return view[1]!;
  };
};

/** Over the range where functions bend, around 0, and over all magnitudes; both signs. */
const inputs = Array.from({ length: 60_000 }, (_, i) => {
  const t = ((i * 0.6180339887498949) % 1) * 2 - 1;
  return Math.fround([100 * t, 3 * t, Math.sign(t) * 10 ** (40 * Math.abs(t) - 35)][i % 3]!);
});

for (const relaxed of [false, true])
  describe(relaxed ? 'with fused multiply-add' : 'with plain vectors', () => {
    for (const [name, [truth, units]] of Object.entries(functions)) {
      const f = makeFunction(name as VectorFunction, relaxed);

      it(`${name} is within ${units} units in the last place`, () => {
        let worst = 0;
        for (const x of inputs) {
          const expected = truth(x);
          if (Number.isNaN(expected) || Math.abs(expected) > 3.4e38) continue;
          if (Math.abs(expected) < 1.2e-38) expect(Math.abs(f(x) - expected)).toBeLessThan(1.2e-38);
          else worst = Math.max(worst, Math.abs(f(x) - expected) / unit(expected));
        }
        expect(worst).toBeLessThan(units);
        expect(worst).toBeGreaterThan(0.1);
      });

      it(`${name} is right at its ends`, () => {
        const ends = [Number.NaN, Infinity, -Infinity, 0, -0, 1e-40, -1e-40, 3e38, -3e38];
        for (const x of ends) {
          const [actual, expected] = [f(x), Math.fround(truth(Math.fround(x)))];
          if (Number.isNaN(expected) || !Number.isFinite(expected)) expect(actual).toBe(expected);
          else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-6 * Math.abs(expected));
          if (expected === 0) expect(Object.is(actual, expected)).toBe(true);
        }
      });
    }
  });

describe('pow', () => {
  const f = makeFunction('pow', false);
  const edges = [0, 1, 0.5, 2, 3, 1e-40, 3e38, 1 + 2 ** -23, 2 ** 24 + 2, 1.5, Infinity];
  const ends = [...edges, ...edges.map((x) => -x), Number.NaN];

  it('is what JavaScript has, bit for bit, at all pairs of ends', () => {
    for (const x of ends)
      for (const y of ends) {
        const [a, b] = [Math.fround(x), Math.fround(y)];
        expect(f(a, b), `${a} ** ${b}`).toBe(Math.fround(a ** b));
      }
  });

  it('is rounded once, from results below the normal range to the largest', () => {
    let worst = 0;
    inputs.forEach((x, i) => {
      const [a, b] = [Math.abs(x), inputs[(7 * i + 3) % inputs.length]! / 20];
      const [actual, expected] = [f(a, Math.fround(b)), a ** Math.fround(b)];
      if (Math.fround(expected) === 0 || Math.abs(expected) > 3.4e38)
        expect(actual).toBe(Math.fround(expected));
      else
        worst = Math.max(worst, Math.abs(actual - expected) / Math.max(unit(expected), 2 ** -149));
    });
    expect(worst).toBeLessThan(0.5001);
    expect(worst).toBeGreaterThan(0.1);
  });
});

it('sines and cosines are rounded once for floats of every magnitude', () => {
  const [sin, cos] = [makeFunction('sin', false), makeFunction('cos', false)];
  const word = new Int32Array(1);
  const float = new Float32Array(word.buffer);
  let worst = 0;
  for (let exponent = 1; exponent < 255; exponent++)
    for (let i = 0; i < 60; i++) {
      word[0] = (i << 31) | (exponent << 23) | (Math.imul(i + 1, 0x9e3779b1 & 0x7fffff) & 0x7fffff);
      const x = float[0]!;
      worst = Math.max(worst, Math.abs(sin(x) - Math.sin(x)) / unit(Math.sin(x)));
      worst = Math.max(worst, Math.abs(cos(x) - Math.cos(x)) / unit(Math.cos(x)));
    }
  expect(worst).toBeLessThan(0.5001);
});

it('near multiples of π/2 sines and cosines keep their relative accuracy', () => {
  // The floats nearest to a multiple of π/2, by continued fractions of π.
  const [sin, cos] = [makeFunction('sin', false), makeFunction('cos', false)];
  for (const x of [
    Math.PI,
    Math.PI / 2,
    11,
    22,
    355,
    710,
    51819,
    103993,
    104348,
    16367173 * 2 ** 72,
  ])
    for (const y of [x, -x]) {
      const a = Math.fround(y);
      expect(sin(a)).toBe(Math.fround(Math.sin(a)));
      expect(cos(a)).toBe(Math.fround(Math.cos(a)));
    }
});
