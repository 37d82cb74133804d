import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../compile/compile.ts';
import { referenceEngine } from '../compile/reference-engine.ts';
import { tensor, zeros } from '../create.ts';
import * as ops from '../index.ts';
import type { Shape } from '../shape.ts';
import { sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { allowFusedMultiplyAdd, garbageCollector, turn } from '../testing/platform.ts';
import { canShareMemory } from './start-worker.ts';
import { createWasmEngine, TUNING, wasmEngine } from './wasm-engine.ts';

allowFusedMultiplyAdd();
const always = { ...TUNING, sharing: { work: 0, stretch: 0, chunk: 1 } };
const engineOf = (threads: number, deterministic = false) =>
  createWasmEngine({ threads, deterministic }, always);
const engines = {
  'plain, 1 thread': engineOf(1, true),
  'plain, 2 threads': engineOf(2, true),
  'plain, 3 threads': engineOf(3, true),
  'fused, 1 thread': engineOf(1),
  'fused, 2 threads': engineOf(2),
  'fused, 3 threads': engineOf(3),
};

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
  for (const threads of [0, 17, 1.5, Number.NaN])
    expect(() => wasmEngine({ threads })).toThrow(
      `threads must be a whole number from 1 to 16, not ${threads}`,
    );
});

for (const [variant, engine] of Object.entries(engines))
  describe(variant, () => {
    const single = engines[`${variant.startsWith('plain') ? 'plain' : 'fused'}, 1 thread`];
    beforeAll(async () => {
      expect(await engine.ready()).toBe(engine.threads);
    });

    /** Runs a function on both engines, and compares: float32 sums in other orders differ by roundings. */
    const expectAlike = (
      f: (...args: Tensor[]) => Tensor | readonly Tensor[],
      args: readonly Tensor[],
      tolerance = 2e-6,
    ): void => {
      const expected = [compile(f, { engine: referenceEngine() })(...args)].flat() as Tensor[];
      const actual = [compile(f, { engine })(...args)].flat() as Tensor[];
      // The number of threads changes no bit.
      const alone = [compile(f, { engine: single })(...args)].flat() as Tensor[];
      actual.forEach((tensor, k) => expect(tensor.data).toEqual(alone[k]!.data));
      expect(actual.map(({ shape, dtype }) => [shape, dtype])).toEqual(
        expected.map(({ shape, dtype }) => [shape, dtype]),
      );
      actual.forEach((tensor, k) => {
        const [a, b] = [tensor.data, expected[k]!.data];
        for (let i = 0; i < b.length; i++) {
          const near =
            Object.is(a[i], b[i]) ||
            a[i] === b[i] ||
            Math.abs(a[i]! - b[i]!) <= tolerance * Math.max(1, Math.abs(b[i]!));
          if (!near)
            expect({ output: k, at: i, value: a[i] }).toEqual({ output: k, at: i, value: b[i] });
        }
      });
    };

    const random = (shape: Shape, seed = 1, scale = 3): Tensor =>
      tensor(
        Float32Array.from(
          { length: sizeOf(shape) },
          (_, i) => Math.sin((i + 1) * 12.9898 * seed) * scale,
        ),
        { shape },
      );
    const ints = (shape: Shape, seed = 1): Tensor =>
      tensor(
        Int32Array.from({ length: sizeOf(shape) }, (_, i) =>
          Math.round(Math.sin((i + 1) * 7.1 * seed) * 9),
        ),
        { shape },
      );

    const shapes: readonly Shape[] = [
      [],
      [1],
      [3],
      [4],
      [7],
      [64],
      [1001],
      [3, 5],
      [8, 4],
      [1, 6],
      [6, 1],
      [2, 3, 5],
      [0],
      [0, 3],
      [3, 0],
      [13, 17],
    ];

    const unary: { readonly [name: string]: (x: Tensor) => Tensor } = {
      neg: ops.neg,
      abs: ops.abs,
      sign: ops.sign,
      floor: ops.floor,
      exp: ops.exp,
      expm1: ops.expm1,
      sqrt: (x) => ops.sqrt(ops.abs(x)),
      log: (x) => ops.log(ops.abs(x)),
      log1p: (x) => ops.log1p(ops.abs(x)),
      sin: ops.sin,
      cos: ops.cos,
      tanh: ops.tanh,
      erf: ops.erf,
      sigmoid: ops.sigmoid,
      softplus: ops.softplus,
      relu: ops.relu,
      gelu: ops.gelu(),
      elu: ops.elu(),
      softmax: (x) => (x.size === 0 || x.rank === 0 ? x : ops.softmax(x)),
      stopGradient: ops.stopGradient,
      cast: (x) => ops.cast(ops.cast(x, 'int32'), 'float32'),
      reshape: (x) => ops.add(ops.reshape(x, [x.size]), 1),
      reverse: (x) => ops.mul(ops.reverse(x), 2),
      transpose: (x) => ops.mul(ops.transpose(x), 2),
      concat: (x) => (x.rank === 0 ? x : ops.concat([x, ops.neg(x), x])),
      pad: (x) =>
        ops.pad(
          ops.mul(x, 2),
          x.shape.map(() => 1),
          x.shape.map(() => 2),
        ),
      slice: (x) =>
        ops.mul(
          ops.slice(
            x,
            x.shape.map((n) => (n > 1 ? 1 : 0)),
            x.shape,
          ),
          3,
        ),
    };

    const binary = {
      add: ops.add,
      sub: ops.sub,
      mul: ops.mul,
      div: ops.div,
      pow: ops.pow,
      maximum: ops.maximum,
      minimum: ops.minimum,
      equal: ops.equal,
      less: ops.less,
      lessEqual: ops.lessEqual,
    };
    const reductions = {
      sum: ops.sum,
      max: ops.max,
      mean: ops.mean,
      min: ops.min,
      variance: ops.variance,
    };

    describe('every primitive equals the reference engine', () => {
      for (const [name, f] of Object.entries(unary))
        it(name, () => {
          for (const shape of shapes) expectAlike(f, [random(shape)]);
        });

      for (const name of [
        'add',
        'sub',
        'mul',
        'div',
        'pow',
        'maximum',
        'minimum',
        'equal',
        'less',
        'lessEqual',
      ] as const)
        it(`${name}, broadcasting`, () => {
          const f = binary[name];
          for (const [a, b] of [
            [[5], [5]],
            [[3, 5], [5]],
            [
              [3, 5],
              [3, 1],
            ],
            [
              [3, 1],
              [1, 5],
            ],
            [[], [7]],
            [
              [2, 3, 4],
              [3, 1],
            ],
            [
              [4, 1, 3],
              [2, 1],
            ],
            [[0], [1]],
          ] as const) {
            const positive = name === 'pow' ? ops.abs : (x: Tensor) => x;
            expectAlike(f, [positive(random(a)), random(b, 2, 2)], 1e-5);
            if (name !== 'div' && name !== 'pow') expectAlike(f, [ints(a), ints(b, 2)]);
          }
        });

      for (const name of ['sum', 'max', 'mean', 'min', 'variance'] as const)
        it(`${name}, over any axes`, () => {
          for (const shape of [
            [1],
            [5],
            [1003],
            [3, 5],
            [130, 7],
            [2, 3, 4],
            [5, 1, 6],
            [4, 300],
          ] as const)
            for (let bits = 0; bits < 2 ** shape.length; bits++) {
              const axes = shape.map((_, i) => i).filter((i) => bits & (1 << i));
              const f = (x: Tensor) => reductions[name](ops.mul(x, 2), { axes });
              expectAlike(f, [random(shape)], 1e-5);
              if (name === 'sum' || name === 'max') expectAlike(f, [ints(shape)]);
            }
          for (const size of [16_384, 16_385, 50_003])
            expectAlike((x) => reductions[name](ops.mul(x, 2)), [random([size])], 1e-4);
          expectAlike((x) => ops.sum(x), [zeros([0, 3])]);
          expectAlike((x) => ops.sum(x, { axes: 0 }), [zeros([0, 3])]);
        });

      it('argMax, where, oneHot, take, scatterAdd, shifts', () => {
        const rows = tensor([2, 0, 2, 1], { dtype: 'int32' });
        expectAlike((x) => ops.argMax(x), [random([5, 7])]);
        expectAlike((x) => ops.argMax(x, { axis: 0 }), [ints([5, 7])]);
        expectAlike(
          (x) => ops.argMax(x),
          [
            tensor([
              [1, Number.NaN, 3, Number.NaN],
              [2, 2, 1, Number.NEGATIVE_INFINITY],
            ]),
          ],
        );
        expectAlike((x) => ops.where(ops.greater(x, 0), x, 0), [random([33])]);
        expectAlike((x) => ops.oneHot(x, { classes: 3 }), [rows]);
        expectAlike((x, i) => ops.take(x, i), [random([3, 5]), rows]);
        expectAlike((x, i) => ops.take(x, i, { axis: 1 }), [random([2, 3, 4]), rows]);
        expectAlike((x, i) => ops.scatterAdd(x, i, { size: 3 }), [random([4, 5]), rows]);
        expectAlike((x, i) => ops.scatterAdd(x, i, { size: 3, axis: 1 }), [ints([2, 4, 3]), rows]);
        expectAlike((x, i) => ops.scatterAdd(x, i, { size: 3 }), [zeros([4, 0]), rows]);
        expectAlike((k, x) => ops.threefry2x32(k, x), [ops.key(5), ints([6, 2])]);
      });

      it('random bits and what is drawn from them, bit for bit', () => {
        const bits = (f: (k: Tensor) => Tensor, k: Tensor) =>
          expect([...compile(f, { engine })(k).data]).toEqual([
            ...compile(f, { engine: referenceEngine() })(k).data,
          ]);
        for (const k of [ops.key(0), ops.key(7), ops.split(ops.key(3), 2)[1]!]) {
          bits((key) => ops.randomBits(key, [3, 7]), k);
          bits((key) => ops.uniform(ops.foldIn(key, 5), [1000]), k);
          bits((key) => ops.bernoulli(key, 0.3, [17]), k);
        }
        expectAlike((k) => ops.normal(k, [1000]), [ops.key(2)]);
      });

      it('matmul of every shape, both transposes', () => {
        fc.assert(
          fc.property(
            fc.integer({ min: 0, max: 40 }),
            fc.integer({ min: 0, max: 40 }),
            fc.integer({ min: 0, max: 300 }),
            fc.boolean(),
            fc.boolean(),
            (m, n, k, ta, tb) => {
              expectAlike(
                (a, b) => ops.matmul(ta ? ops.transpose(a) : a, tb ? ops.transpose(b) : b),
                [random(ta ? [k, m] : [m, k]), random(tb ? [n, k] : [k, n], 2)],
                5e-4,
              );
            },
          ),
          { numRuns: 40 },
        );
        expectAlike((a, b) => ops.matmul(a, b), [random([3, 5, 6]), random([3, 6, 7], 2)], 5e-4);
        expectAlike((a, b) => ops.matmul(a, b), [random([3, 2, 9]), random([3, 9, 7], 2)], 5e-4);
      });

      it.each([
        ['more rows than a block', 301, 20, 9],
        ['more depth than two blocks', 7, 700, 25],
        ['many columns, shared by threads', 30, 17, 130],
        ['few rows of many columns', 3, 70, 131],
        ['one of each', 1, 1, 1],
      ])('matmul with %s', (_, m, k, n) => {
        for (const [ta, tb] of [
          [false, false],
          [true, false],
          [false, true],
          [true, true],
        ])
          expectAlike(
            (a, b) => ops.matmul(ta ? ops.transpose(a) : a, tb ? ops.transpose(b) : b),
            [random(ta ? [k, m] : [m, k]), random(tb ? [n, k] : [k, n], 2)],
            1e-3,
          );
      });
    });

    describe('programs', () => {
      it('of random operations equal the reference engine', () => {
        const step = fc.tuple(fc.nat(11), fc.nat(99), fc.nat(99));
        fc.assert(
          fc.property(
            fc.array(step, { minLength: 1, maxLength: 25 }),
            fc.integer({ min: 1, max: 9 }),
            fc.integer({ min: 1, max: 9 }),
            (plan, m, n) => {
              const f = (x: Tensor, y: Tensor): readonly Tensor[] => {
                const values = [x, y];
                const pick = (i: number) => values[i % values.length]!;
                for (const [kind, i, j] of plan) {
                  const [a, b] = [pick(i), pick(j)];
                  const made = [
                    () => ops.add(a, b),
                    () => ops.mul(a, b),
                    () => ops.sub(a, ops.tanh(b)),
                    () => ops.maximum(a, b),
                    // Without a jump where a = b: there a rounding would decide.
                    () => ops.where(ops.less(a, b), ops.mul(a, 2), ops.add(a, b)),
                    () => ops.sigmoid(a),
                    () => ops.sub(a, ops.mean(b)),
                    () => ops.mul(a, ops.sum(b, { axes: 0, keepDims: true })),
                    () => ops.sub(a, ops.max(b, { axes: 1, keepDims: true })),
                    () => ops.tanh(ops.matmul(ops.matmul(a, ops.transpose(b)), a)),
                    () => ops.add(a, ops.reverse(b)),
                    () => ops.tanh(ops.add(ops.reshape(ops.reshape(a, [m * n]), [m, n]), b)),
                  ][kind]!();
                  values.push(ops.tanh(made));
                }
                return values.slice(2);
              };
              expectAlike(f as never, [random([m, n], 1, 1), random([m, n], 2, 1)], 2e-3);
            },
          ),
          { numRuns: 60 },
        );
      });

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
        );
      });

      it('end with the last that can read from them, and not before', async () => {
        const collect = garbageCollector();
        const kept: Tensor[] = [];
        for (let n = 0; n < 30; n++) {
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

      it('refuse float64, and say what to do', () => {
        const f = compile((x: Tensor) => ops.add(x, 1), { engine });
        expect(() => f(tensor([1], { dtype: 'float64' }))).toThrow(
          'pass { engine: referenceEngine() }',
        );
      });
    });
  });
