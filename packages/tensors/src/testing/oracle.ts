import { expect } from 'vitest';
import type { DType } from '../dtype.ts';
import { type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** Where an element stands: one number for each axis. */
export type Index = readonly number[];

/** All indices of a shape, row-major. */
export const indicesOf = (shape: Shape): readonly Index[] =>
  shape.reduce<readonly Index[]>(
    (indices, length) =>
      indices.flatMap((index) => Array.from({ length }, (_, i) => [...index, i])),
    [[]],
  );

/** The element at an index, by the definition of row-major order. */
export const at = (x: Tensor, index: Index): number => {
  let offset = 0;
  x.shape.forEach((length, axis) => {
    offset = offset * length + index[axis]!;
  });
  return x.data[offset]!;
};

/** NumPy's rule: from the right, an axis of length 1 is read at 0, and missing axes not at all. */
export const broadcastAt = (x: Tensor, index: Index): number =>
  at(
    x,
    x.shape.map((length, axis) => (length === 1 ? 0 : index[index.length - x.rank + axis]!)),
  );

/** A number as a dtype holds it. */
export const rounded = (value: number, dtype: DType): number =>
  dtype === 'float32' ? Math.fround(value) : dtype === 'int32' ? value | 0 : value;

/** A tensor must have this type and, at each index, exactly the element that `f` says. */
export const expectElements = (
  actual: Tensor,
  shape: Shape,
  dtype: DType,
  f: (index: Index) => number,
): void => {
  expect({ shape: actual.shape, dtype: actual.dtype }).toEqual({ shape, dtype });
  expect(actual.data.length).toBe(sizeOf(shape));
  for (const index of indicesOf(shape))
    if (!Object.is(at(actual, index), rounded(f(index), dtype)))
      expect.fail(`at [${index}]: ${at(actual, index)}, not ${rounded(f(index), dtype)}`);
};
