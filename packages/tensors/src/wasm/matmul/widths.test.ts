import { describe, expect, it } from 'vitest';
import { compile } from '../../compile/compile.ts';
import { tensor } from '../../create.ts';
import { matmul } from '../../index.ts';
import type { Tensor } from '../../tensor.ts';
import { allowFusedMultiplyAdd } from '../../testing/platform.ts';
import { createWasmEngine, TUNING } from '../wasm-engine.ts';

allowFusedMultiplyAdd();
const always = { ...TUNING, sharing: { work: 0, part: 0, chunk: 1 } };
const engines = {
  'plain, 2 threads': createWasmEngine({ threads: 2, deterministic: true }, always),
  'fused, 1 thread': createWasmEngine({ threads: 1, deterministic: false }, always),
};

type Sizes = readonly [rows: number, depth: number, columns: number];

/** Small whole numbers: every sum of their products is exact, in whatever order. */
const element = (row: number, column: number, salt: number): number =>
  ((7 * row + 3 * column + 5 * salt) % 11) - 5;
const matrix = (rows: number, columns: number, salt: number, transposed: boolean): Tensor => {
  const [height, width] = transposed ? [columns, rows] : [rows, columns];
  const at = (i: number, j: number) => (transposed ? element(j, i, salt) : element(i, j, salt));
  const values = Array.from({ length: height * width }, (_, i) =>
    at(Math.floor(i / width), i % width),
  );
  return tensor(values, { shape: [height, width] });
};

const byLoops = ([rows, depth, columns]: Sizes): number[][] =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < depth; k++) sum += element(i, k, 1) * element(k, j, 2);
      return sum;
    }),
  );

const transposes = [false, true].flatMap((a) => [false, true].map((b) => [a, b] as const));
/** Every remainder by four meets every transposition. */
const inTurn = (width: number) => [transposes[Math.floor(width / 4) % 4]!];

describe.each(Object.entries(engines))('products of every width up to 40: %s', (_, engine) => {
  it.each([
    ['columns', (width: number): Sizes => [7, 5, width], () => transposes],
    ['columns of few rows', (width: number): Sizes => [3, 9, width], inTurn],
    ['rows', (width: number): Sizes => [width, 6, 9], inTurn],
    ['depth', (width: number): Sizes => [6, width, 11], inTurn],
  ] as const)('%s', (_, sizesOf, transposesOf) => {
    for (let width = 1; width <= 40; width++) {
      const sizes = sizesOf(width);
      const [rows, depth, columns] = sizes;
      const chosen = transposesOf(width);
      const inputs = chosen.map(
        ([a, b]) => [matrix(rows, depth, 1, a), matrix(depth, columns, 2, b)] as const,
      );
      const multiply = compile(
        (pairs: typeof inputs) =>
          pairs.map(([a, b], i) => {
            const [transposeA, transposeB] = chosen[i]!;
            return matmul(a, b, { transposeA, transposeB });
          }),
        { engine },
      );
      const expected = byLoops(sizes);
      for (const [i, product] of multiply(inputs).entries())
        expect(product.toArray(), `${sizes.join(' × ')}, ${chosen[i]}`).toEqual(expected);
    }
  });
});
