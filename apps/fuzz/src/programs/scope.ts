import { type Shape, sizeOf, type Tensor } from '@puregrad/tensors';

/** A value of a program while it is made: what it is in float64, for each of the calls. */
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
  /** A whole number below n, which the program's choices decide; 0 in the simplest of them. */
  readonly choose: (n: number) => number;
}

/** No value has more elements. */
export const MOST_ELEMENTS = 3000;

export const fits = (shape: Shape): boolean => sizeOf(shape) <= MOST_ELEMENTS;

/** The number of a value that qualifies, if one does. */
export const pick = (
  { values, choose }: Scope,
  qualifies: (value: Known) => boolean,
): number | undefined => {
  const ids = values.flatMap((value, id) => (qualifies(value) ? [id] : []));
  // The last ones come first: deep programs rather than broad ones.
  return ids.length === 0 ? undefined : ids[ids.length - 1 - choose(ids.length)];
};

/** Some of the axes, perhaps none. */
export const someAxes = (scope: Scope, rank: number): readonly number[] =>
  Array.from({ length: rank }, (_, axis) => axis).filter(() => scope.choose(2) === 1);

/** Whether each element, in all calls, is as wanted. */
export const every = ({ calls }: Known, holds: (x: number) => boolean): boolean =>
  calls.every(({ data }) => {
    for (const x of data) if (!holds(x)) return false;
    return true;
  });

/** Whether all pairs of elements of two values, in all calls, are as wanted. */
export const everyPair = (a: Known, b: Known, holds: (x: number, y: number) => boolean): boolean =>
  a.calls.every(({ data }, call) => {
    const other = b.calls[call]!.data;
    for (let i = 0; i < data.length; i++) if (!holds(data[i]!, other[i]!)) return false;
    return true;
  });

/** Farther from a place where a result jumps than any rounding reaches. */
export const MARGIN = 1e-3;

/** Whether rounding cannot decide how two values compare. */
export const areApart = (a: Known, b: Known): boolean =>
  (a.exact && b.exact) || everyPair(a, b, (x, y) => Math.abs(x - y) > MARGIN);
