import { ArgumentError } from '../errors.ts';
import { type Shape, showShape, sizeOf } from '../shape.ts';
import type { Kernels } from './kernel.ts';

/** The coordinates of an element of a tensor, from its place in row-major order. */
const coordinatesOf = (shape: Shape, place: number): readonly number[] =>
  shape.map((length, axis) => Math.floor(place / sizeOf(shape.slice(axis + 1))) % length);

/**
 * @param place Where the index is among the indices, if that is known.
 * @throws ArgumentError if an index is not on its axis.
 */
export const requireIndex = (
  operation: string,
  index: number,
  length: number,
  indices: Shape,
  place: number | undefined,
): void => {
  if (index < 0 || index >= length)
    throw new ArgumentError(
      `${operation}: index ${index} lies outside an axis of length ${length}; indices run from 0 to ${length - 1}${place === undefined ? '' : `, and this one is at ${showShape(coordinatesOf(indices, place))} of the indices`}`,
    );
};

export const indexing: Kernels<'take' | 'scatterAdd'> = {
  take: ({ axis }, [source, indices]) => {
    const outer = sizeOf(source!.shape.slice(0, axis));
    const length = source!.shape[axis]!;
    const inner = sizeOf(source!.shape.slice(axis + 1));
    const count = sizeOf(indices!.shape);
    return ([from, at], to) => {
      for (let i = 0, o = 0; i < outer; i++)
        for (let j = 0; j < count; j++, o += inner) {
          requireIndex('take', at![j]!, length, indices!.shape, j);
          const start = (i * length + at![j]!) * inner;
          to.set(from!.subarray(start, start + inner), o);
        }
    };
  },

  scatterAdd: ({ axis, size }, [updates, indices]) => {
    const count = sizeOf(indices!.shape);
    const outer = sizeOf(updates!.shape.slice(0, axis));
    const inner = sizeOf(updates!.shape.slice(axis + indices!.shape.length));
    return ([from, at], to) => {
      to.fill(0);
      for (let i = 0, o = 0; i < outer; i++)
        for (let j = 0; j < count; j++, o += inner) {
          requireIndex('scatterAdd', at![j]!, size, indices!.shape, j);
          const start = (i * size + at![j]!) * inner;
          for (let k = 0; k < inner; k++) to[start + k]! += from![o + k]!;
        }
    };
  },
};
