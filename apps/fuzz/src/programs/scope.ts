import { type Shape, sizeOf, type Tensor } from '@puregrad/tensors';

/** A value of a program under construction: its float64 result for each call. */
export interface Known {
  readonly calls: readonly Tensor[];
  readonly shape: Shape;
  readonly isInt: boolean;
  /** Whether float32 represents it, and every value it was computed from, exactly. */
  readonly exact: boolean;
}

/** The known values that a step can use, and the choices of the program. */
export interface Scope {
  readonly values: readonly Known[];
  /** A whole number below n, from the program's choices; 0 for the simplest choice. */
  readonly choose: (n: number) => number;
}

/** The maximum number of elements of a value. */
export const MOST_ELEMENTS = 3000;

export const fits = (shape: Shape): boolean => sizeOf(shape) <= MOST_ELEMENTS;

/** The id of a value that qualifies; undefined if there is none. */
export const pick = (
  { values, choose }: Scope,
  qualifies: (value: Known) => boolean,
): number | undefined => {
  const ids = values.flatMap((value, id) => (qualifies(value) ? [id] : []));
  // The last ones come first, which favours deep programs over broad ones.
  return ids.length === 0 ? undefined : ids[ids.length - 1 - choose(ids.length)];
};

/** A random subset of the axes, possibly empty. */
export const someAxes = (scope: Scope, rank: number): readonly number[] =>
  Array.from({ length: rank }, (_, axis) => axis).filter(() => scope.choose(2) === 1);

/** Whether a predicate holds for each element in all calls. */
export const every = ({ calls }: Known, holds: (x: number) => boolean): boolean =>
  calls.every(({ data }) => {
    for (const x of data) if (!holds(x)) return false;
    return true;
  });

/** Whether a predicate holds for all pairs of elements of two values in all calls. */
export const everyPair = (a: Known, b: Known, holds: (x: number, y: number) => boolean): boolean =>
  a.calls.every(({ data }, call) => {
    const other = b.calls[call]!.data;
    for (let i = 0; i < data.length; i++) if (!holds(data[i]!, other[i]!)) return false;
    return true;
  });

/** A distance from a discontinuity that is larger than any rounding error. */
export const MARGIN = 1e-3;

/** Whether rounding cannot change the result of a comparison of two values. */
export const areApart = (a: Known, b: Known): boolean =>
  (a.exact && b.exact) || everyPair(a, b, (x, y) => Math.abs(x - y) > MARGIN);
