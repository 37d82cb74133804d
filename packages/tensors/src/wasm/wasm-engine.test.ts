import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../compile/compile.ts';
import { tensor } from '../create.ts';
import * as ops from '../index.ts';
import type { Tensor } from '../tensor.ts';
import { random } from '../testing/check.ts';
import { allowFusedMultiplyAdd, garbageCollector, turn } from '../testing/platform.ts';
import { unlessAll } from '../testing/slice.ts';
import { triedOf, wasmVariants } from '../testing/wasm-variants.ts';
import { canShareMemory } from './start-worker.ts';
import { wasmEngine } from './wasm-engine.ts';

allowFusedMultiplyAdd();
const engines = { ...wasmVariants('plain'), ...wasmVariants('fused') };

it('leaves whole numbers as they are where it rounds down', () => {
  const x = tensor([-7, 0, 2, 3, 2 ** 31 - 1], { dtype: 'int32' });
  for (const engine of Object.values(engines))
    expect(compile(ops.floor, { engine })(x).toArray()).toEqual(x.toArray());
});

it('fuses multiplications and additions unless it must be deterministic', () => {
  expect(wasmEngine({ threads: 1 }).description).toBe(
    'WebAssembly SIMD, fused multiply-add, one thread',
  );
  expect(wasmEngine({ threads: 3, deterministic: true }).description).toBe(
    `WebAssembly SIMD, no fused multiply-add (deterministic), ${
      canShareMemory() ? '3 threads' : 'one thread (no SharedArrayBuffer here)'
    }`,
  );
});

it('refuses a number of threads that is none', () => {
  for (const threads of [0, 17, 1.5])
    expect(() => wasmEngine({ threads })).toThrow(
      `threads must be a whole number from 1 to 16, not ${threads}`,
    );
  expect(() => wasmEngine({ threads: Number.NaN })).toThrow('threads must be a number, got NaN');
});

for (const [variant, engine] of triedOf(engines))
  describe(variant, () => {
    beforeAll(async () => {
      expect(await engine.ready()).toBe(engine.threads);
    });

    describe('programs', () => {
      it('keep what they returned, however often they run', () => {
        const f = compile((x: Tensor) => ops.add(ops.mul(x, 2), 1), { engine });
        const inputs = [1, 2, 3, 4].map((n) => ops.full([100], n));
        const outputs = inputs.map((input) => f(input));
        outputs.forEach((output, i) => expect(output.data[99]).toBe(2 * (i + 1) + 1));
      });

      it('go on from what they returned, donated or not', () => {
        for (const donate of [[], [0]]) {
          const f = compile((x: Tensor) => ops.add(x, 1), { engine, donate });
          let x: Tensor = ops.zeros([100]);
          for (let i = 0; i < 10; i++) x = f(x);
          expect(x.data[50]).toBe(10);
          expect(x.data[99]).toBe(10);
        }
      });

      it('keep their inputs apart, in whatever order these come again', () => {
        const f = compile((x: Tensor, y: Tensor) => ops.sub(ops.mul(x, 2), y), { engine });
        const g = compile((x: Tensor) => ops.mul(x, 2), { engine });
        const tensors = [1, 2, 3, 4].map((n) => ops.add(ops.full([50], n), ops.zeros([50])));
        fc.assert(
          fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 12 }), (calls) => {
            for (const [i, j] of calls) {
              expect(f(tensors[i]!, tensors[j]!).data[49]).toBe(2 * (i + 1) - (j + 1));
              expect(f(g(tensors[i]!), tensors[j]!).data[0]).toBe(4 * (i + 1) - (j + 1));
            }
          }),
          { numRuns: unlessAll(30, 100) },
        );
      });

      it('end with the last that can read from them, and not before', async () => {
        const collect = garbageCollector();
        const kept: Tensor[] = [];
        for (let n = 0; n < 12; n++) {
          kept.push(compile((x: Tensor) => ops.add(x, n), { engine })(ops.zeros([1000])));
          collect();
          await turn();
        }
        kept.forEach((tensor, n) => expect(tensor.data[999]).toBe(n));
      });

      it('return inputs and constants as they are', () => {
        const f = compile((x: Tensor) => [x, ops.reshape(x, [3, 2]), ops.ones([2])] as const, {
          engine,
        });
        const x = random([2, 3]);
        const [same, reshaped, ones] = f(x);
        expect([...same.data]).toEqual([...x.data]);
        expect([reshaped.shape, [...reshaped.data]]).toEqual([[3, 2], [...x.data]]);
        expect(ones.toArray()).toEqual([1, 1]);
      });

      it('say which index lies outside', () => {
        const f = compile((x: Tensor, i: Tensor) => ops.take(x, i), { engine });
        const outside = tensor([0, 5], { dtype: 'int32' });
        expect(() => f(random([3, 2]), outside)).toThrow(
          'index 5 lies outside an axis of length 3',
        );
        expect(() => f(random([3, 2]), tensor([-1, 0], { dtype: 'int32' }))).toThrow('index -1');
        expect(f(random([3, 2]), tensor([2, 0], { dtype: 'int32' })).shape).toEqual([2, 2]);
        const g = compile((x: Tensor, i: Tensor) => ops.scatterAdd(x, i, { size: 4 }), { engine });
        expect(() => g(random([2, 3]), outside)).toThrow(
          'scatterAdd: index 5 lies outside an axis of length 4',
        );
      });

      it('say where it is among the indices, if they are an input', () => {
        const x = random([3, 2]);
        const rows = tensor(
          [
            [0, 1, 2],
            [1, 5, 0],
          ],
          { dtype: 'int32' },
        );
        const f = compile((x: Tensor, i: Tensor) => ops.take(x, i), { engine });
        expect(() => f(x, rows)).toThrow(
          'indices run from 0 to 2, and this one is at [1, 1] of the indices',
        );
        const g = compile((x: Tensor, i: Tensor) => ops.take(x, ops.add(i, 1)), { engine });
        expect(() => g(x, rows)).toThrow(/indices run from 0 to 2$/);
      });

      it('refuse float64, and say what to do', () => {
        const f = compile((x: Tensor) => ops.add(x, 1), { engine });
        expect(() => f(tensor([1], { dtype: 'float64' }))).toThrow(
          'pass { engine: referenceEngine() }',
        );
      });
    });
  });
