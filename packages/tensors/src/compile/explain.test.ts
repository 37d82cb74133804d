import { describe, expect, it } from 'vitest';
import { tensor, zeros } from '../create.ts';
import { add, matmul, mul, relu, sum, take, transpose } from '../index.ts';
import type { Tensor } from '../tensor.ts';
import { wasmEngine } from '../wasm/wasm-engine.ts';
import { compile } from './compile.ts';
import type { Engine } from './engine.ts';
import { explain } from './explain.ts';
import { referenceEngine } from './reference-engine.ts';

const engines: Record<string, Engine> = {
  reference: referenceEngine(),
  wasm: wasmEngine({ threads: 1 }),
  'wasm, 2 threads': wasmEngine({ threads: 2 }),
};

for (const [name, engine] of Object.entries(engines))
  describe(name, () => {
    const layer = (x: Tensor, w: Tensor, b: Tensor): Tensor =>
      sum(relu(add(matmul(x, transpose(w)), b)), { axes: 0 });
    const args: [Tensor, Tensor, Tensor] = [zeros([8, 20]), zeros([16, 20]), zeros([16])];

    it('puts each computing node into one group, and times it', () => {
      const { graph, profile } = compile(layer, { engine }).inspect(...args);
      const computing = graph.nodes.flatMap((node, id) =>
        node.kind === 'primitive' && !['broadcastTo', 'transpose'].includes(node.primitive)
          ? [id]
          : [],
      );
      const grouped = profile.groups.flatMap(({ nodes }) => nodes);
      expect(new Set(grouped).size).toBe(grouped.length);
      for (const id of computing) expect(grouped).toContain(id);
      for (const { milliseconds, writes, nodes } of profile.groups) {
        expect(milliseconds).toBeGreaterThanOrEqual(0);
        for (const id of writes) expect(nodes).toContain(id);
      }
      expect(profile.memory.every(({ bytes }) => Number.isInteger(bytes) && bytes >= 0)).toBe(true);
    });

    it('counts two operations a multiplication in matrix products, and what is read and written', () => {
      const product = compile((x: Tensor, y: Tensor) => matmul(x, y), { engine });
      const text = explain(product, zeros([10, 20]), zeros([20, 50]));
      expect(text).toMatch(/^1 group: .*, 20 kFLOP, 6.8 kB read and written$/m);
      expect(text).toMatch(/^group 1: .* \(100 %\), 20 kFLOP at .*FLOP\/s, 6.8 kB at .*B\/s, /m);
      expect(text).toMatch(/^ {2}%2: .*matmul/m);
      expect(text).toMatch(/^return %2$/m);
    });

    it('counts only the rows that are taken', () => {
      const rows = compile((x: Tensor, i: Tensor) => take(x, i, { axis: 0 }), { engine });
      // Five indices, and as many rows of four numbers, read and written.
      expect(explain(rows, zeros([1000, 4]), zeros([5], { dtype: 'int32' }))).toContain(
        ', 180 B read and written',
      );
    });

    it('takes zeros in the shapes of the last call, and refuses before the first', () => {
      const f = compile((x: Tensor) => mul(x, x), { engine });
      expect(() => explain(f)).toThrow('inspect: the function has not been called yet');
      f(tensor([1, 2, 3]));
      expect(explain(f)).toContain('float32[3]');
    });

    it('changes nothing of what the function gives, and donates nothing', () => {
      const f = compile((x: Tensor, y: Tensor) => [add(x, y), mul(x, 2)] as const, {
        engine,
        donate: [0],
      });
      const x = tensor([1, 2, 3]);
      const first = f(tensor([4, 5, 6]), tensor([1, 1, 1]));
      explain(f, x, tensor([10, 20, 30]));
      explain(f, x, first[0]);
      expect(first[0].toArray()).toEqual([5, 6, 7]);
      expect(x.toArray()).toEqual([1, 2, 3]);
      const [sums, doubles] = f(x, tensor([10, 20, 30]));
      expect(sums.toArray()).toEqual([11, 22, 33]);
      expect(doubles.toArray()).toEqual([2, 4, 6]);
    });

    it('has nothing to time where nothing is computed', () => {
      const same = compile((x: Tensor) => x, { engine });
      expect(explain(same, zeros([3]))).toContain('0 groups: 0 µs, 0 FLOP, 0 B read and written');
    });

    it('explains a function of no arguments', () => {
      const none = compile(() => add(tensor([1, 2]), 1), { engine });
      expect(explain(none)).toContain('return %');
    });
  });
