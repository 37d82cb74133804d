import { expect, it } from 'vitest';
import { bind } from '../bind.ts';
import { cast, compile, key, matmul, normal, type Tensor } from '../index.ts';
import { prepareKernel } from '../reference/kernels.ts';
import { inferSpec } from '../shape-rules/shape-rules.ts';
import { eagerProduct } from './eager-product.ts';

const plain = { transposeA: false, transposeB: false };

const byLoops = (attributes: typeof plain, inputs: readonly Tensor[]): Float32Array => {
  const spec = inferSpec('matmul', attributes, inputs);
  const out = new Float32Array(spec.shape.reduce((size, length) => size * length, 1));
  prepareKernel(
    'matmul',
    attributes,
    inputs,
    spec,
  )(
    inputs.map(({ data }) => data as Float32Array),
    out,
  );
  return out;
};
const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

const run = (a: Tensor, b: Tensor, attributes = plain): Tensor | undefined =>
  eagerProduct(attributes, [a, b], inferSpec('matmul', attributes, [a, b]));

it.each([
  [[130, 131], [131, 137], plain],
  [[131, 130], [131, 137], { transposeA: true, transposeB: false }],
  [[130, 131], [137, 131], { transposeA: false, transposeB: true }],
  [[3, 90, 91], [3, 91, 93], plain],
] as const)('%j times %j is as by loops', (a, b, attributes) => {
  const inputs = [normal(key(1), a), normal(key(2), b)] as const;
  const product = run(...inputs, attributes)!;
  expect(largestDifference(product.data, byLoops(attributes, inputs))).toBeLessThan(1e-4);
  expect(matmul(...inputs, attributes).toArray()).toEqual(product.toArray());
});

it('an eager product is that of the engine: it has the bits of a compiled one, and not those of loops', () => {
  const [a, b] = [normal(key(1), [130, 131]), normal(key(2), [131, 137])];
  const eager = matmul(a, b).data;
  const compiled = compile((x: Tensor, y: Tensor) => matmul(x, y))(a, b).data;
  expect(largestDifference(eager, compiled)).toBe(0);
  expect(largestDifference(eager, byLoops(plain, [a, b]))).toBeGreaterThan(0);
});

it('leaves small products, and those in double precision, to loops', () => {
  const a = normal(key(1), [100, 100]);
  expect(run(a, a)).toBeUndefined();
  const b = cast(normal(key(1), [200, 200]), 'float64');
  expect(run(b, b)).toBeUndefined();
});

it('gives values: later products, of its shape and of many others, change none of them', () => {
  const right = normal(key(2), [160, 160]);
  const lefts = Array.from({ length: 12 }, (_, i) => normal(key(i), [120 + i, 160]));
  const once = lefts.map((left) => run(left, right)!);
  const again = lefts.map((left) => run(left, right)!);
  const others = lefts.map((left) => run(left, normal(key(99), [160, 160]))!);
  lefts.forEach((left, i) => {
    const expected = byLoops(plain, [left, right]);
    expect(largestDifference(once[i]!.data, expected)).toBeLessThan(1e-4);
    expect(once[i]!.toArray()).toEqual(again[i]!.toArray());
    expect(others[i]!.toArray()).not.toEqual(once[i]!.toArray());
  });
});

it('serves interpreters too, which bind the primitive of a product themselves', () => {
  const inputs = [normal(key(1), [130, 131]), normal(key(2), [131, 137])] as const;
  expect(bind('matmul', plain, inputs).toArray()).toEqual(matmul(...inputs).toArray());
});
