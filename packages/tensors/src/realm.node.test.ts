import { runInNewContext } from 'node:vm';
import { describe, expect, it, test } from 'vitest';
import { DTypeError, ShapeError } from './errors.ts';
import { add, adopt, compile, leaves, mapTree, mul, read, tensor } from './index.ts';
import { openGpu } from './testing/open-gpu.ts';

const foreign = <T>(code: string): T => runInNewContext(`(${code})`) as T;

describe('bug: typed arrays of another realm were taken for int32, or for objects', () => {
  const arrays = [
    ['Float32Array', 'float32', [1.5, -2]],
    ['Float64Array', 'float64', [0.1, -2]],
    ['Int32Array', 'int32', [1, -2]],
  ] as const;

  it.each(arrays)('%s', (name, dtype, values) => {
    const make = () => foreign<Float32Array>(`${name}.of(${values})`);
    expect(make()).not.toBeInstanceOf(globalThis[name]);
    const adopted = adopt(make(), [2]);
    expect(adopted).toEqual(tensor([...values], { dtype }));
    expect(tensor(make())).toEqual(tensor([...values], { dtype }));
    expect(add(adopted, adopted)).toEqual(mul(adopted, 2));
  });

  it('programs take them, on the device too', async () => {
    const x = adopt(foreign<Float32Array>('Float32Array.of(1.5, 2.5)'), [2]);
    expect(compile((it: typeof x) => mul(it, 2))(x).toArray()).toEqual([3, 5]);
    const engine = await openGpu('cpu');
    const y = await compile((it: typeof x) => mul(it, 2), { engine })(x);
    expect(await read(y)).toEqual(tensor([3, 5]));
  });

  it('nested arrays', () => {
    expect(tensor(foreign<number[][]>('[[1, 2], [3, 4]]')).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});

test.each([
  ['Int8Array', [-128, 127]],
  ['Uint8Array', [0, 255]],
  ['Uint8ClampedArray', [0, 255]],
  ['Int16Array', [-32768, 32767]],
  ['Uint16Array', [0, 65535]],
  ['Uint32Array', [0, 2 ** 31 - 1]],
] as const)('bug: %s was a ragged array', (name, values) => {
  for (const data of [globalThis[name].from(values), foreign<Int8Array>(`${name}.of(${values})`)]) {
    expect(tensor(data)).toEqual(tensor([...values], { dtype: 'int32' }));
    expect(tensor(data, { dtype: 'float32', shape: [2, 1] })).toEqual(
      tensor(values.map((value) => [value])),
    );
    expect(() => adopt(data as never, [2])).toThrow(
      `adopt: no tensor is stored in a ${name}; pass a Float32Array, Float64Array or Int32Array, or use tensor`,
    );
  }
});

test('what no dtype holds is refused, with the remedy', () => {
  expect(() => tensor(Uint32Array.of(2 ** 31))).toThrow(DTypeError);
  for (const data of [BigInt64Array.of(1n), BigUint64Array.of(1n)])
    expect(() => tensor(data as never)).toThrow('use tensor(Array.from(values, Number)');
  expect(() => tensor([Float32Array.of(1), Float32Array.of(2)] as never)).toThrow(
    'a Float32Array (give one typed array for all, and a shape, or Array.from(it)) at [0]',
  );
  for (const data of [new DataView(new ArrayBuffer(4)), new ArrayBuffer(4), {}, new Set([1])]) {
    expect(() => tensor(data as never)).toThrow(ShapeError);
    expect(() => adopt(data as never, [1])).toThrow();
  }
  expect(() => adopt([1] as never, [1])).toThrow(
    'adopt: the data is not a typed array; pass a Float32Array',
  );
});

test('bug: plain objects of another realm were no trees', () => {
  const x = tensor([1]);
  for (const make of [
    '(x) => ({ a: { b: x } })',
    '(x) => [{ a: x }]',
    '(x) => Object.assign(Object.create(null), { a: x })',
  ]) {
    const tree = foreign<(it: unknown) => unknown>(make)(x);
    expect(leaves(tree)).toEqual([x]);
    expect(leaves(mapTree(tree, (leaf) => mul(leaf, 2)))).toEqual([tensor([2])]);
    const doubled = compile((it: unknown) => mapTree(it, (leaf) => mul(leaf, 2)));
    for (let i = 0; i < 3; i++) expect(leaves(doubled(tree))).toEqual([tensor([2])]);
    expect(doubled.traceCount).toBe(1);
  }
});

test('objects of classes are no trees, of whichever realm', () => {
  for (const made of [
    'new Map()',
    'new Date()',
    'new (class A {})()',
    'new Proxy(new Map(), {})',
    'Promise.resolve()',
  ])
    for (const value of [foreign(made), runInThisRealm(made)])
      expect(() => leaves({ a: value })).toThrow("'a' of a tree is a ");
});

const runInThisRealm = (code: string): unknown => new Function(`return ${code}`)();
