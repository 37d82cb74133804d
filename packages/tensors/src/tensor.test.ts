import { expect, test } from 'vitest';
import { version } from './copies.ts';
import { tensor, zeros } from './create.ts';
import { ShapeError } from './errors.ts';
import { isTensor } from './tensor.ts';

test('item is the one element, whatever the rank', () => {
  expect(tensor(3).item()).toBe(3);
  expect(tensor([[[4]]]).item()).toBe(4);
  expect(() => tensor([1, 2]).item()).toThrow(ShapeError);
  expect(() => zeros([0]).item()).toThrow('a tensor of shape [0] has 0 elements');
});

test('rank and size', () => {
  expect([tensor(1).rank, tensor(1).size]).toEqual([0, 1]);
  expect([zeros([2, 0, 3]).rank, zeros([2, 0, 3]).size]).toEqual([3, 0]);
});

test('isTensor tells tensors, of any copy of the package, from what looks like one', () => {
  expect(isTensor(tensor(1))).toBe(true);
  const ofAnotherCopy = { [Symbol.for('@puregrad/tensor')]: { version, kind: 'concrete' } };
  expect(isTensor(ofAnotherCopy)).toBe(true);
  expect([null, undefined, 1, [], { shape: [], dtype: 'float32', data: [] }].some(isTensor)).toBe(
    false,
  );
});

test.each([
  ['a scalar', tensor(1.5), 'tensor(float32 []) 1.5'],
  [
    'nested',
    tensor([
      [1, 2],
      [3, 4],
    ]),
    'tensor(float32 [2, 2]) [[1, 2], [3, 4]]',
  ],
  [
    'six digits',
    tensor([1 / 3, 1e10, 1.5e-7]),
    'tensor(float32 [3]) [0.333333, 10000000000, 1.5e-7]',
  ],
  ['integers in full', tensor([-(2 ** 31)], { dtype: 'int32' }), 'tensor(int32 [1]) [-2147483648]'],
  [
    'what is no number',
    tensor([NaN, Infinity, -Infinity]),
    'tensor(float32 [3]) [NaN, Infinity, -Infinity]',
  ],
  ['empty', tensor([]), 'tensor(float32 [0]) []'],
  ['empty rows', zeros([2, 0]), 'tensor(float32 [2, 0]) [[], []]'],
  ['no rows', zeros([0, 2]), 'tensor(float32 [0, 2]) []'],
  [
    '1,000 elements, in full',
    zeros([1000, 1]),
    `tensor(float32 [1000, 1]) [${Array(1000).fill('[0]').join(', ')}]`,
  ],
  ['1,001 elements, its edges', zeros([1001]), 'tensor(float32 [1001]) [0, 0, 0, …, 0, 0, 0]'],
  [
    'short axes of a long tensor, in full',
    zeros([2, 600]),
    'tensor(float32 [2, 600]) [[0, 0, 0, …, 0, 0, 0], [0, 0, 0, …, 0, 0, 0]]',
  ],
])('prints %s', (_, x, text) => {
  expect(String(x)).toBe(text);
  // What Node prints for it.
  expect(x[Symbol.for('nodejs.util.inspect.custom') as never]).toBe(x.toString);
});

test('prints the right elements at the end of a long axis', () => {
  const x = tensor(
    Float32Array.from({ length: 2000 }, (_, i) => i),
    { shape: [1000, 2] },
  );
  expect(String(x)).toBe(
    'tensor(float32 [1000, 2]) [[0, 1], [2, 3], [4, 5], …, [1994, 1995], [1996, 1997], [1998, 1999]]',
  );
});
