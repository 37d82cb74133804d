import { describe, expect, it } from 'vitest';
import { erf } from '../reference/erf.ts';
import { allowFusedMultiplyAdd } from '../testing/platform.ts';
import { call, get, ModuleBuilder, v128 } from './assembler.ts';
import { type VectorFunction, vectorMath } from './math.ts';

allowFusedMultiplyAdd();

const sigmoid = (x: number): number =>
  x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));

/** Double precision, and how many units in the last place float32 may be off. */
const functions: { readonly [F in VectorFunction]: readonly [(x: number) => number, number] } = {
  exp: [Math.exp, 1],
  expm1: [Math.expm1, 2],
  log: [Math.log, 1],
  log1p: [Math.log1p, 3],
  tanh: [Math.tanh, 3],
  erf: [erf, 2],
  sigmoid: [sigmoid, 3],
  softplus: [(x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), 3],
};

/** A unit in the last place of a float32 in the normal range. */
const unit = (x: number): number => 2 ** (Math.floor(Math.log2(Math.abs(Math.fround(x)))) - 23);

const makeFunction = (name: VectorFunction, relaxed: boolean): ((x: number) => number) => {
  const module = new ModuleBuilder();
  const f = vectorMath(module, { relaxed })(name);
  module.define(
    { params: ['i32'] },
    ({ params: [at] }) => v128.store(get(at!), call(f, v128.load(get(at!)))),
    { exported: 'run' },
  );
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const compiled = new WebAssembly.Module(module.finish({ shared: false }));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const view = new Float32Array(memory.buffer);
  return (x) => {
    view[0] = x;
    (exports.run as (at: number) => void)(0);
    return view[0]!;
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
