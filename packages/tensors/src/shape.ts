import { ShapeError } from './errors.ts';
import { showValue } from './show-value.ts';

/** The lengths of a tensor's axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/**
 * How many elements a shape holds: 1 for a scalar's `[]`.
 *
 * @example
 * ```ts
 * import { sizeOf } from '@puregrad/tensors';
 * sizeOf([2, 3]); // => 6
 * ```
 */
export const sizeOf = (shape: Shape): number => {
  if (!Array.isArray(shape))
    throw new ShapeError(`sizeOf: a shape is an array, got ${showValue(shape)}`);
  let size = 1;
  for (const length of shape) size *= length;
  return size;
};

/**
 * A shape as errors show it.
 *
 * @example
 * ```ts
 * import { showShape } from '@puregrad/tensors';
 * showShape([2, 3]); // => '[2, 3]'
 * ```
 */
export const showShape = (shape: Shape): string =>
  Array.isArray(shape) ? `[${Array.from(shape, showValue).join(', ')}]` : showValue(shape);

export const sameShape = (a: Shape, b: Shape): boolean => {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
};

/** Row-major strides, in elements. */
export const stridesOf = (shape: Shape): number[] => {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
};

/** The shape that `a` and `b` broadcast to by NumPy's rule, or undefined if they don't. */
const tryBroadcast = (a: Shape, b: Shape): Shape | undefined => {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const m = a[a.length - i] ?? 1;
    const n = b[b.length - i] ?? 1;
    if (m !== n && m !== 1 && n !== 1) return undefined;
    shape[rank - i] = m === 1 ? n : m;
  }
  return shape;
};

export const broadcastShapes = (operation: string, a: Shape, b: Shape): Shape => {
  const shape = tryBroadcast(a, b);
  if (shape === undefined)
    throw new ShapeError(
      `${operation}: shapes ${showShape(a)} and ${showShape(b)} do not broadcast: from the right, lengths must be equal or 1`,
    );
  return shape;
};

/** Whether `from` broadcasts to exactly `to`. */
export const broadcastsTo = (from: Shape, to: Shape): boolean => {
  const shape = tryBroadcast(from, to);
  return shape !== undefined && sameShape(shape, to);
};

export const normalizeAxis = (operation: string, axis: number, rank: number): number => {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new ShapeError(
      `${operation}: axis ${showValue(axis)} does not exist in a tensor of rank ${rank}; ${
        rank === 0 ? 'a scalar has no axes' : `use ${-rank} to ${rank - 1}`
      }`,
    );
  return axis < 0 ? axis + rank : axis;
};

/** All axes if none are named; sorted, each once. */
export const normalizeAxes = (
  operation: string,
  axes: number | readonly number[] | undefined,
  rank: number,
): readonly number[] => {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const normalized = (Array.isArray(axes) ? Array.from(axes) : [axes]).map((axis) =>
    normalizeAxis(operation, axis, rank),
  );
  if (new Set(normalized).size !== normalized.length)
    throw new ShapeError(`${operation}: axes ${showShape(normalized)} name an axis twice`);
  return normalized.sort((a, b) => a - b);
};

export const dropAxes = (shape: Shape, axes: readonly number[]): Shape =>
  shape.filter((_, axis) => !axes.includes(axis));

export const keepAxesAsOne = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((length, axis) => (axes.includes(axis) ? 1 : length));

/** Indices are int32, so that no more elements can be named. */
const MOST_ELEMENTS = 2 ** 31 - 1;

/** As `assertShape`, of a shape that was computed from others. */
export const assertSize = (operation: string, shape: Shape): void => {
  if (sizeOf(shape) > MOST_ELEMENTS)
    throw new ShapeError(
      `${operation}: shape ${showShape(shape)} has more than ${MOST_ELEMENTS} elements`,
    );
};

export const assertShape = (operation: string, shape: Shape): void => {
  const isShape = Array.isArray(shape);
  if (!isShape || Array.from(shape).some((length) => !Number.isInteger(length) || length < 0))
    throw new ShapeError(
      `${operation}: ${isShape ? showShape(shape) : showValue(shape)} is not a shape: each length must be an integer ≥ 0`,
    );
  assertSize(operation, shape);
};
