import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { arange, full, ones, scalar, tensor, zeros } from '../create.ts';
import { PuregradError, ShapeError, SymbolicTensorError, TreeError } from '../errors.ts';
import { add, mul, sub } from '../ops/arithmetic.ts';
import { concat, reshape } from '../ops/movement.ts';
import { sum } from '../ops/reduction.ts';
import { exp, neg, sigmoid } from '../ops/unary.ts';
import type { Tensor } from '../tensor.ts';
import { programs } from '../testing/programs.ts';
import { createHeap } from '../wasm/heap.ts';
import { createWasmEngine, TUNING } from '../wasm/wasm-engine.ts';
import { compile } from './compile.ts';
import { defaultEngine } from './default-engine.ts';
import { referenceEngine } from './reference-engine.ts';

/** Type, shape and the very bits: -0 is not 0 here, and NaN is NaN. */
const bits = (x: Tensor) => [x.dtype, x.shape, [...x.data]];

describe('a compiled function', () => {
  it('gives the bits of the function, on random programs', () => {
    fc.assert(
      fc.property(programs, ({ inputs, run }) => {
        const expected = run(inputs()).map(bits);
        const compiled = compile(run, { engine: referenceEngine() });
        const given = inputs();
        const first = compiled(given);
        expect(first.map(bits)).toEqual(expected);
        expect(given.map(bits)).toEqual(inputs().map(bits));
        // Another call, on other numbers, writes to nothing that the first one returned.
        compiled(inputs().map((x) => mul(x, 2)));
        expect(first.map(bits)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same bits where it takes the memory of its inputs over', () => {
    fc.assert(
      fc.property(programs, ({ inputs, run }) => {
        const expected = run(inputs()).map(bits);
        const donating = compile(run, { donate: [0], engine: referenceEngine() });
        for (let call = 0; call < 2; call++) expect(donating(inputs()).map(bits)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same bits inside another', () => {
    fc.assert(
      fc.property(programs, ({ inputs, run }) => {
        const inner = compile(run, { donate: [0], engine: referenceEngine() });
        expect(
          compile((x: readonly Tensor[]) => inner(x), { engine: referenceEngine() })(inputs()).map(
            bits,
          ),
        ).toEqual(run(inputs()).map(bits));
      }),
      { numRuns: 50 },
    );
  });

  it('takes trees and returns trees, static values and constants included', () => {
    const kept = tensor([7, 8]);
    const f = compile(({ x, on }: { x: Tensor; on: boolean }, [n]: readonly [number]) => {
      const y = mul(x, n);
      return { y, again: y, also: [on, n, null, 'text'] as const, kept, ones: ones([2]), same: x };
    });
    const out = f({ x: tensor([1, 2]), on: true }, [3]);
    expect([out.y, out.again, out.kept, out.ones, out.same].map((x) => x.toArray())).toEqual([
      [3, 6],
      [3, 6],
      [7, 8],
      [1, 1],
      [1, 2],
    ]);
    expect(out.also).toEqual([true, 3, null, 'text']);
  });

  it('may take no tensors, or return none', () => {
    expect(compile(() => add(1, 2))().item()).toBe(3);
    expect(compile((x: Tensor) => x.shape)(zeros([2, 3]))).toEqual([2, 3]);
    expect(compile((x: Tensor) => [x].slice(1))(zeros([2]))).toEqual([]);
  });

  it('handles tensors without elements', () => {
    const f = compile((x: Tensor) => [sum(x, { axes: 0 }), concat([x, x]), exp(x)]);
    expect(f(zeros([0, 2])).map(bits)).toEqual([
      ['float32', [2], [0, 0]],
      ['float32', [0, 2], []],
      ['float32', [0, 2], []],
    ]);
  });

  it('throws what its function throws, and works afterwards', () => {
    const f = compile((x: Tensor) => add(x, zeros([2])));
    expect(() => f(zeros([3]))).toThrow(ShapeError);
    expect(f.traceCount).toBe(0);
    expect(f(ones([2])).toArray()).toEqual([1, 1]);
  });

  it('refuses arguments and results that are no trees', () => {
    expect(() => compile((f: () => void) => f)(() => undefined)).toThrow(TreeError);
    expect(() => compile(() => new Map())()).toThrow('a tree is a Map');
  });
});

describe('tracing', () => {
  it('happens once for each signature: shapes, dtypes, structure and static values', () => {
    let runs = 0;
    const f = compile((x: unknown, n?: unknown) => {
      runs++;
      return [x, n];
    });
    const signatures: readonly (readonly unknown[])[] = [
      [zeros([2])],
      [zeros([3])],
      [zeros([2, 1])],
      [zeros([2], { dtype: 'int32' })],
      [zeros([2], { dtype: 'float64' })],
      [[zeros([2])]],
      [{ a: zeros([2]) }],
      [{ b: zeros([2]) }],
      [zeros([2]), 1],
      [zeros([2]), 2],
      [zeros([2]), '1'],
      [zeros([2]), true],
      [zeros([2]), 'true'],
      [zeros([2]), null],
      [zeros([2]), 'null'],
      [zeros([2]), 0],
      [zeros([2]), -0],
      [zeros([2]), zeros([])],
      [zeros([2]), [1, 2]],
      [zeros([2]), [[1], 2]],
    ];
    for (const args of [...signatures, ...signatures]) f(...(args as [unknown]));
    expect([runs, f.traceCount]).toEqual([signatures.length, signatures.length]);
  });

  it('does not look at the elements', () => {
    const f = compile((x: Tensor) => mul(x, 2));
    for (let i = 0; i < 10; i++) expect(f(full([3], i)).toArray()).toEqual([2 * i, 2 * i, 2 * i]);
    expect(f.traceCount).toBe(1);
  });

  it('forgets the oldest of more than 64 signatures, and traces it again', () => {
    const f = compile((x: Tensor, n: number) => mul(x, n));
    for (let n = 0; n < 65; n++) f(scalar(1), n);
    expect(f(scalar(1), 64).item()).toBe(64);
    expect(f.traceCount).toBe(65);
    expect(f(scalar(1), 0).item()).toBe(0);
    expect(f.traceCount).toBe(66);
  });

  it('forgets the signature used longest ago (was: the one traced first)', () => {
    const f = compile((x: Tensor, n: number) => mul(x, n));
    for (let n = 0; n < 200; n++) {
      f(scalar(1), n);
      f(scalar(1), -1);
    }
    expect(f.traceCount).toBe(201);
  });

  it('clear forgets all signatures; what calls returned keeps its elements', () => {
    for (const engine of [defaultEngine(), referenceEngine()]) {
      const f = compile((x: Tensor, n: number) => mul(x, n), { engine });
      const [y, z] = [f(full([1000], 1), 2), f(full([1000], 1), 3)];
      f.clear();
      expect([y.data[999], z.data[0]]).toEqual([2, 3]);
      expect(f(y, 2).data[999]).toBe(4);
      expect(f.traceCount).toBe(3);
      f.clear();
      f.clear();
      expect(f(z, 3).data[0]).toBe(9);
    }
  });

  it('clear gives the memory back at once', () => {
    const heap = createHeap();
    const engine = createWasmEngine({ threads: 1 }, { ...TUNING, createHeap: () => heap });
    const before = heap.used();
    const f = compile((x: Tensor) => mul(x, 2), { engine });
    for (let n = 1; n < 100; n++) f(full([100 * n], n));
    expect(heap.used()).toBeGreaterThan(before);
    f.clear();
    expect(heap.used()).toBe(before);
  });

  it('keeps static values apart, -0 and NaN too', () => {
    const f = compile((x: Tensor, n: number) => mul(x, n));
    expect([0, -0, NaN].map((n) => f(scalar(1), n).item())).toEqual([0, -0, NaN]);
  });
});

describe('a value that is not there yet', () => {
  const reading = (read: (x: Tensor) => unknown) => () =>
    compile((x: Tensor) => [x, String(read(x))])(tensor([1, 2]));

  it.each<[string, (x: Tensor) => unknown]>([
    ['data', (x) => x.data],
    ['toArray', (x) => x.toArray()],
    ['item', (x) => sum(x).item()],
  ])('cannot be read by %s, and the error says why and what to do', (_, read) => {
    expect(reading(read)).toThrow(SymbolicTensorError);
    expect(reading(read)).toThrow(
      /while compile traces the function.*where\(…\) in place of an if/,
    );
  });

  it('has a shape and a dtype, and prints as symbolic', () => {
    expect(reading((x) => x)()[1]).toBe('tensor(float32 [2]) <symbolic>');
    expect(reading((x) => [x.shape, x.dtype, x.rank, x.size])()[1]).toBe('2,float32,1,2');
  });

  it('cannot be used once its function has returned', () => {
    let escaped: Tensor = scalar(0);
    compile((x: Tensor) => {
      escaped = exp(x);
      return x;
    })(tensor([1, 2]));
    expect(() => add(escaped, 1)).toThrow(PuregradError);
    expect(() => add(escaped, 1)).toThrow(
      'add: an operand was kept from a compiled function whose tracing has ended; return tensors',
    );
    expect(() => escaped.data).toThrow(SymbolicTensorError);
    expect(() => compile((x: Tensor) => add(x, escaped))(tensor([1, 2]))).toThrow(PuregradError);
    expect(() => compile(() => escaped)()).toThrow(
      'compile: the compiled function uses a tensor that an enclosing',
    );
  });

  it('of an outer function must be passed to an inner one', () => {
    const outer = compile((x: Tensor) => compile((y: Tensor) => add(x, y))(x));
    expect(() => outer(scalar(1))).toThrow(
      'add: the compiled function uses a tensor that an enclosing grad, jvp or compile follows; pass it to the compiled function as an argument',
    );
    const passed = compile((x: Tensor) => compile((y: Tensor, z: Tensor) => add(y, z))(x, exp(x)));
    expect(passed(scalar(0)).item()).toBe(1);
  });
});

describe('the graph', () => {
  const lines = (f: (...args: readonly Tensor[]) => unknown, ...args: readonly Tensor[]) =>
    compile(f)
      .showGraph(...args)
      .split('\n');
  const x = tensor([1, 2]);

  it('is what is written, and nothing more', () => {
    expect(compile((a: Tensor) => sum(mul(a, 3), { axes: 0 })).showGraph(x)).toBe(
      [
        '%0: float32[2] = input 0',
        '%1: float32[2] = constant 3',
        '%2: float32[2] = mul %0 %1',
        '%3: float32[] = sum %2 axes=[0]',
        'return %3',
      ].join('\n'),
    );
  });

  it('has equal operations once, also of equal constants', () => {
    const graph = lines((a) => {
      const twice = [mul(sigmoid(a!), 2), mul(sigmoid(a!), 2)] as const;
      return [...twice, sub(exp(a!), exp(a!)), reshape(a!, [2, 1]), reshape(a!, [1, 2])];
    }, x);
    const count = (name: string) => graph.filter((line) => line.includes(`= ${name}`)).length;
    expect(['sigmoid', 'mul', 'constant', 'exp', 'sub', 'reshape'].map(count)).toEqual([
      1, 1, 1, 1, 1, 2,
    ]);
  });

  it('keeps apart what differs in attributes, order, dtype or the sign of zero', () => {
    const graph = lines(
      (a) => [
        sum(a!, { axes: 0 }),
        sum(a!, { axes: 1 }),
        sub(a!, 1),
        sub(1, a!),
        mul(a!, 0),
        mul(a!, -0),
      ],
      zeros([2, 2]),
    );
    expect(graph.filter((line) => / = (sum|sub|mul)/.test(line))).toHaveLength(6);
  });

  it('leaves out what no output needs, inputs too', () => {
    const graph = lines(
      (a, b) => {
        exp(exp(b!));
        return neg(a!);
      },
      x,
      x,
    );
    expect(graph).toEqual(['%0: float32[2] = input 0', '%1: float32[2] = neg %0', 'return %1']);
  });

  it('holds operations on constants as their results', () => {
    const graph = lines((a) => add(a!, sum(exp(mul(arange(2), 2)))), x);
    expect(graph.map((line) => line.replace(/.* = (\w+).*/, '$1'))).toEqual([
      'input',
      'constant',
      'add',
      'return %2',
    ]);
  });

  it('is the same for the compiled function and its parts compiled', () => {
    const inner = compile((a: Tensor) => exp(mul(a, 2)));
    const whole = compile((a: Tensor) => add(exp(mul(a, 2)), 1));
    expect(compile((a: Tensor) => add(inner(a), 1)).showGraph(x)).toBe(whole.showGraph(x));
  });
});

test('constants captured by a compiled function are the values they were', () => {
  const w = tensor([1, 2]);
  const f = compile((x: Tensor) => add(x, w));
  expect(f(ones([2])).toArray()).toEqual([2, 3]);
  expect(f(zeros([2])).toArray()).toEqual([1, 2]);
  expect(w.toArray()).toEqual([1, 2]);
});
