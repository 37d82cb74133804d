import { tensor } from '@puregrad/tensors';
import { describe, expect, test } from 'vitest';
import { compare, type Precision } from './compare.ts';
import { vector } from './testing/golden.ts';

const float32: Precision = { dtype: 'float32', tolerance: { rtol: 1e-4, atol: 1e-6 } };
const exact: Precision = { dtype: 'float32', tolerance: { rtol: 0, atol: 0 } };

describe('compare', () => {
  test('agrees with tensors, lists, numbers, texts in the same places', () => {
    const expected = {
      params: [{ kernel: { shape: [1, 2], data: [1, 2] }, empty: {} }],
      rate: 0.1,
      scalar: { shape: [], data: [3] },
      name: 'adam',
      low: null,
    };
    const actual = {
      params: [{ kernel: tensor([[1, 2]]), empty: {} }],
      rate: 0.1,
      scalar: tensor(3),
      name: 'adam',
      low: null,
      more: 'than asked for',
    };
    expect(compare(expected, actual, float32)).toEqual([]);
  });

  test('accepts what lies within atol + rtol · |expected|, and nothing beyond', () => {
    const off = (expected: number, actual: number) =>
      compare(vector(expected), { shape: [1], data: [actual] }, float32).length;
    expect(off(100, 100.0099)).toBe(0);
    expect(off(100, 99.9901)).toBe(0);
    expect(off(100, 100.0102)).toBe(1);
    expect(off(-100, -100.0102)).toBe(1);
    expect(off(0, 9e-7)).toBe(0);
    expect(off(0, 2e-6)).toBe(1);
    expect(off(100, -100)).toBe(1);
  });

  test('a wrong value: which output, how many, the element furthest off', () => {
    const mismatches = compare(
      { gradients: { x: vector(1000, 1, 2), y: vector(1) } },
      { gradients: { x: tensor([1001, 1.5, 2]), y: tensor([1]) } },
      float32,
    );
    expect(mismatches).toEqual([
      {
        path: 'gradients.x',
        problem: '2 of 3 elements differ',
        worst: { index: 1, expected: 1, actual: 1.5 },
      },
    ]);
  });

  test.each([Number.NaN, Infinity, -Infinity])('%d is never right', (value) => {
    expect(compare({ y: vector(0, 1) }, { y: tensor([0, value]) }, float32)).toMatchObject([
      { path: 'y', worst: { index: 1, expected: 1, actual: value } },
    ]);
    expect(compare({ y: vector(0) }, { y: tensor([value]) }, exact)).toHaveLength(1);
    expect(compare({ y: 0 }, { y: value }, exact)).toHaveLength(1);
  });

  test('NaN is worse than any other difference', () => {
    expect(
      compare(vector(0, 0, 0), tensor([1e30, Number.NaN, 1e30]), float32)[0]?.worst?.index,
    ).toBe(1);
  });

  test('exact means exact', () => {
    expect(compare(vector(1), tensor([1 + 2 ** -23]), exact)).toHaveLength(1);
    expect(compare(vector(1), tensor([1]), exact)).toEqual([]);
  });

  test('a wrong shape, also with equal numbers', () => {
    expect(compare({ y: vector(1, 2) }, { y: tensor([[1, 2]]) }, float32)).toEqual([
      { path: 'y', problem: 'has shape [1, 2], expected [2]' },
    ]);
    expect(compare(vector(1), tensor(1), float32)).toHaveLength(1);
    expect(compare(vector(1, 2), tensor([1]), float32)).toHaveLength(1);
  });

  test('a missing output, at any depth', () => {
    expect(compare({ y: vector(1) }, {}, float32)).toEqual([{ path: 'y', problem: 'is missing' }]);
    expect(compare({ a: { b: vector(1) } }, { a: {} }, float32)).toEqual([
      { path: 'a.b', problem: 'is missing' },
    ]);
    expect(compare({ a: { b: vector(1) } }, { a: null }, float32)).toHaveLength(1);
    expect(compare({ y: vector(1) }, { y: 1 }, float32)).toHaveLength(1);
    expect(compare({ y: vector(1) }, { y: null }, float32)).toHaveLength(1);
  });

  test('lists of another length', () => {
    expect(compare([vector(1), vector(2)], [tensor([1])], float32)).toEqual([
      { path: '', problem: 'has 1 entries, expected 2' },
    ]);
    expect(compare([], tensor([1]), float32)).toHaveLength(1);
  });

  test('floats of another dtype, even if their numbers are right', () => {
    const float64 = tensor([1], { dtype: 'float64' });
    expect(compare(vector(1), float64, float32)).toEqual([
      { path: '', problem: 'is float64, expected float32' },
    ]);
    expect(compare(vector(1), tensor([1], { dtype: 'int32' }), float32)).toEqual([]);
  });

  test('other words', () => {
    expect(compare({ a: 'x', b: true }, { a: 'y', b: false }, float32)).toHaveLength(2);
  });
});
