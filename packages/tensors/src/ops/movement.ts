import { checkArgument, checkOptions, type Kinds, requireTensor } from '../arguments.ts';
import { bind } from '../bind.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import {
  assertShape,
  normalizeAxes,
  normalizeAxis,
  type Shape,
  sameShape,
  showShape,
  sizeOf,
} from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { axisKinds, type DualArgument, dualArgument } from './dual.ts';
import { broadcast } from './operand.ts';

/**
 * The same elements, row-major, under another shape; one length may be -1 and is inferred.
 *
 * @throws ShapeError if the number of elements differs.
 * @example
 * ```ts
 * import { arange, reshape } from '@puregrad/tensors';
 * reshape(arange(6), [2, -1]).shape; // => [2, 3]
 * ```
 */
export const reshape: DualArgument<Shape> = dualArgument('reshape', (x, shape) => {
  const resolved = inferLength(x.shape, shape);
  return sameShape(x.shape, resolved) ? x : bind('reshape', { shape: resolved }, [x]);
});

const requireArray = (
  operation: string,
  arrays: { readonly [name: string]: readonly unknown[] | undefined },
  kind: Kinds = 'number[]',
): void => {
  for (const name in arrays) checkArgument(operation, name, arrays[name], kind);
};

const inferLength = (from: Shape, to: Shape): Shape => {
  assertShape('reshape', Array.isArray(to) ? to.map((length) => (length === -1 ? 0 : length)) : to);
  const unknown = to.filter((length) => length === -1).length;
  if (unknown === 0) return to;
  const known = sizeOf(to.filter((length) => length !== -1));
  const inferred = sizeOf(from) / known;
  if (unknown > 1 || !Number.isInteger(inferred))
    throw new ShapeError(
      `reshape: cannot infer ${showShape(to)} from shape ${showShape(from)}; one length may be -1, and it must come out whole`,
    );
  return to.map((length) => (length === -1 ? inferred : length));
};

/**
 * Repeats axes of length 1, and adds axes in front, by NumPy's rule.
 *
 * @example
 * ```ts
 * import { broadcastTo, tensor } from '@puregrad/tensors';
 * broadcastTo(tensor([1, 2]), [2, 2]).toArray(); // => [[1, 2], [1, 2]]
 * ```
 */
export const broadcastTo: DualArgument<Shape> = dualArgument('broadcastTo', (x, shape) => {
  assertShape('broadcastTo', shape);
  return broadcast(x, shape);
});

/**
 * Reorders axes; without a permutation it reverses them.
 *
 * @example
 * ```ts
 * import { tensor, transpose } from '@puregrad/tensors';
 * transpose(tensor([[1, 2], [3, 4]])).toArray(); // => [[1, 3], [2, 4]]
 * ```
 */
export const transpose = (x: Tensor, permutation?: readonly number[]): Tensor => {
  requireTensor('transpose', x);
  requireArray('transpose', { permutation }, 'number[]?');
  const axes = permutation
    ? permutation.map((axis) => normalizeAxis('transpose', axis, x.rank))
    : x.shape.map((_, axis) => x.rank - 1 - axis);
  return axes.every((axis, i) => axis === i) && axes.length === x.rank
    ? x
    : bind('transpose', { permutation: axes }, [x]);
};

/**
 * The part from `starts` up to, not including, `ends`: one number of each for each axis.
 *
 * @example
 * ```ts
 * import { slice, tensor } from '@puregrad/tensors';
 * slice(tensor([1, 2, 3, 4]), [1], [3]).toArray(); // => [2, 3]
 * ```
 */
export const slice = (x: Tensor, starts: readonly number[], ends: readonly number[]): Tensor => {
  requireTensor('slice', x);
  requireArray('slice', { starts, ends });
  return sameShape(ends, x.shape) &&
    starts.length === x.rank &&
    starts.every((start) => start === 0)
    ? x
    : bind('slice', { starts, ends }, [x]);
};

/**
 * Zeros put before and after each axis.
 *
 * @example
 * ```ts
 * import { pad, tensor } from '@puregrad/tensors';
 * pad(tensor([1, 2]), [1], [0]).toArray(); // => [0, 1, 2]
 * ```
 */
export const pad = (x: Tensor, before: readonly number[], after: readonly number[]): Tensor => {
  requireArray('pad', { before, after });
  return bind('pad', { before, after }, [x]);
};

/**
 * The elements in reverse order along the given axes; all by default.
 *
 * @example
 * ```ts
 * import { reverse, tensor } from '@puregrad/tensors';
 * reverse(tensor([1, 2, 3])).toArray(); // => [3, 2, 1]
 * ```
 */
export const reverse = (x: Tensor, axes?: number | readonly number[]): Tensor =>
  bind('reverse', { axes: normalizeAxes('reverse', axes, requireTensor('reverse', x).rank) }, [x]);

/**
 * Adds an axis of length 1 at the given place.
 *
 * @example
 * ```ts
 * import { expandDims, tensor } from '@puregrad/tensors';
 * expandDims(tensor([1, 2]), 0).shape; // => [1, 2]
 * ```
 */
export const expandDims: DualArgument<number> = dualArgument('expandDims', (x, axis) => {
  const at = normalizeAxis('expandDims', axis, x.rank + 1);
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
});

/**
 * Drops axes of length 1: the given ones, or all.
 *
 * @example
 * ```ts
 * import { squeeze, tensor } from '@puregrad/tensors';
 * squeeze(tensor([[1, 2]])).shape; // => [2]
 * ```
 */
export const squeeze = (x: Tensor, axes?: number | readonly number[]): Tensor => {
  requireTensor('squeeze', x);
  const dropped =
    axes === undefined
      ? x.shape.flatMap((length, axis) => (length === 1 ? [axis] : []))
      : normalizeAxes('squeeze', axes, x.rank);
  const wide = dropped.find((axis) => x.shape[axis] !== 1);
  if (wide !== undefined)
    throw new ShapeError(
      `squeeze: axis ${wide} of shape ${showShape(x.shape)} has length ${x.shape[wide]}, only axes of length 1 can be dropped`,
    );
  return reshape(
    x,
    x.shape.filter((_, axis) => !dropped.includes(axis)),
  );
};

export interface AxisOptions {
  /** Negative axes count from the end; 0 by default. */
  readonly axis?: number;
}

const requireSome = (operation: string, tensors: readonly Tensor[]): Tensor => {
  requireArray(operation, { tensors }, 'tensor[]');
  const [first] = tensors;
  if (first === undefined)
    throw new ArgumentError(`${operation}: needs at least one tensor, got an empty list`);
  return first;
};

/**
 * Tensors joined along an axis that exists.
 *
 * @example
 * ```ts
 * import { concat, tensor } from '@puregrad/tensors';
 * concat([tensor([1, 2]), tensor([3])]).toArray(); // => [1, 2, 3]
 * ```
 */
export const concat = (tensors: readonly Tensor[], options: AxisOptions = {}): Tensor => {
  const { axis = 0 } = checkOptions('concat', options, axisKinds);
  const first = requireSome('concat', tensors);
  const at = normalizeAxis('concat', axis, first.rank);
  return tensors.length === 1 ? first : bind('concat', { axis: at }, tensors);
};

/**
 * Tensors of one shape joined along a new axis.
 *
 * @example
 * ```ts
 * import { stack, tensor } from '@puregrad/tensors';
 * stack([tensor([1, 2]), tensor([3, 4])]).toArray(); // => [[1, 2], [3, 4]]
 * ```
 */
export const stack = (tensors: readonly Tensor[], options: AxisOptions = {}): Tensor => {
  const { axis = 0 } = checkOptions('stack', options, axisKinds);
  const first = requireSome('stack', tensors);
  for (const other of tensors)
    if (!sameShape(first.shape, other.shape))
      throw new ShapeError(
        `stack: shapes ${showShape(first.shape)} and ${showShape(other.shape)} differ`,
      );
  const at = normalizeAxis('stack', axis, first.rank + 1);
  return concat(
    tensors.map((x) => expandDims(x, at)),
    { axis: at },
  );
};
