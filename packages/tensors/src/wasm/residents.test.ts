import { describe, expect, it } from 'vitest';
import { compile } from '../compile/compile.ts';
import { DeviceError } from '../errors.ts';
import { add, full, matmul, mul, type Tensor, zeros } from '../index.ts';
import { createHeap } from './heap.ts';
import { Residents } from './residents.ts';
import { createWasmEngine, TUNING } from './wasm-engine.ts';

const MIB = 2 ** 20;
const engineWith = (mostBytes: number, heapStart = 0) => {
  const heap = createHeap(false, heapStart);
  const tuning = { ...TUNING, mostBytes, createHeap: () => heap };
  return { engine: createWasmEngine({ threads: 1 }, tuning), heap };
};

describe('a loop without turns of the event loop', () => {
  it('levels off, with a new function each time (was: 4 GiB after 570 rounds)', () => {
    const { engine, heap } = engineWith(16 * MIB);
    for (let i = 0; i < 60; i++) {
      const y = compile((x: Tensor) => add(x, i), { engine })(zeros([2 ** 18]));
      expect(y.data[2 ** 18 - 1]).toBe(i);
    }
    expect(heap.memory.buffer.byteLength).toBeLessThan(24 * MIB);
  });

  it('levels off over many shapes of one function, and results keep their elements', () => {
    const { engine, heap } = engineWith(2 ** 30);
    const f = compile((x: Tensor) => add(x, 1), { engine });
    const results: Tensor[] = [];
    for (let i = 0; i < 300; i++) results.push(f(full([1000, 10 + (i % 150)], i)));
    expect(heap.memory.buffer.byteLength).toBeLessThan(200 * MIB);
    results.forEach((y, i) => expect([y.data[0], y.data.at(-1)]).toEqual([i + 1, i + 1]));
  });
});

describe('programs that are moved out', () => {
  it('leave the elements of their results, also to a program that was about to read them', () => {
    // Three arrays of 4 MiB a program: two programs do not fit.
    const { engine } = engineWith(14 * MIB);
    const f = compile((x: Tensor) => add(x, 1), { engine });
    const g = compile((x: Tensor, y: Tensor) => add(mul(x, 2), y), { engine });
    for (let i = 0; i < 5; i++) {
      const [x, y] = [full([MIB], i), full([MIB], 10 * i)];
      const first = f(x);
      const second = g(first, y);
      const third = g(y, first);
      expect([second.data[MIB - 1], third.data[0]]).toEqual([2 * (i + 1) + 10 * i, 21 * i + 1]);
      expect([first.data[0], first.data[MIB - 1]]).toEqual([i + 1, i + 1]);
    }
  });

  it('run again, with state that is donated at each call', () => {
    const { engine } = engineWith(3 * MIB);
    const step = compile((x: Tensor) => add(x, 1), { engine, donate: [0] });
    let x: Tensor = zeros([2 ** 17]);
    for (let i = 0; i < 20; i++) {
      x = step(x);
      if (i % 3 === 0)
        expect(compile((y: Tensor) => mul(y, 2), { engine })(x).data[7]).toBe(2 * (i + 1));
    }
    expect([x.data[0], x.data[2 ** 17 - 1]]).toEqual([20, 20]);
  });
});

describe('a full memory', () => {
  const heapStart = 4 * 2 ** 30 - 32 * MIB;

  it('takes from programs that do not run before it fails', () => {
    const { engine } = engineWith(2 ** 32, heapStart);
    const results = Array.from({ length: 10 }, (_, i) =>
      compile((x: Tensor) => add(x, i), { engine })(zeros([2 ** 20])),
    );
    results.forEach((y, i) => expect(y.data[2 ** 20 - 1]).toBe(i));
  });

  it('is a DeviceError for a program that does not fit alone; smaller ones go on', () => {
    const { engine } = engineWith(2 ** 32, heapStart);
    const small = compile((x: Tensor) => add(x, 1), { engine });
    const y = small(zeros([1000]));
    const large = compile((x: Tensor) => matmul(x, x), { engine });
    for (let i = 0; i < 3; i++) expect(() => large(full([3000, 3000], 1))).toThrow(DeviceError);
    expect(() => large(full([3000, 3000], 1))).toThrow(/holds 40\d\d MiB and cannot have \d+ more/);
    expect(y.data[999]).toBe(1);
    expect(small(y).data[999]).toBe(2);
  });
});

it('programs that fail to load, and those that are freed, leave no memory behind', () => {
  const heap = createHeap();
  const before = heap.used();
  const residents = new Residents({
    heap,
    team: { drop: () => {} },
    mostBytes: MIB,
    load: (graph, own, owner) => {
      own.allocate(1000);
      if (graph.inputCount === 0) throw new Error('no inputs');
      return {
        id: 1,
        read: () => Float32Array.of(),
        evict: () => {},
        run: () => [full([], owner.alive ? 1 : 0)],
        profile: () => ({ groups: [], memory: [] }),
      };
    },
  });
  const graph = { nodes: [], outputs: [] };
  expect(() => residents.prepare({ ...graph, inputCount: 0 })).toThrow('no inputs');
  expect(heap.used()).toBe(before);
  const program = residents.prepare({ ...graph, inputCount: 1 });
  expect(heap.used()).toBeGreaterThan(before);
  program.free?.();
  program.free?.();
  expect(heap.used()).toBe(before);
  expect(program.run([])[0]!.item()).toBe(1);
  expect(heap.used()).toBeGreaterThan(before);
});
