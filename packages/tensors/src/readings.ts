import type { Attributes } from './primitives.ts';
import type { Shape } from './shape.ts';
import type { PrimitiveOf } from './traits.ts';

/** Elements of memory at `offset + Σ index · stride`. */
export interface Strided {
  readonly offset: number;
  readonly strides: readonly number[];
}

/**
 * The place of an element of a view along one axis of the operand: `start + step · i` for the index `i` along `axis` of
 * the view.
 */
export interface AxisReading {
  readonly axis: number;
  readonly start: number;
  readonly step: -1 | 0 | 1;
}

export type ViewPrimitive = PrimitiveOf<'view'>;

type Reading<P extends ViewPrimitive> = (
  attributes: Attributes[P],
  operand: Shape,
) => readonly AxisReading[];

/** For each view, the places that it reads along each axis of its operand. */
const readings: { readonly [P in ViewPrimitive]: Reading<P> } = {
  broadcastTo: ({ shape }, operand) =>
    operand.map((length, i) => ({
      axis: shape.length - operand.length + i,
      start: 0,
      step: length === 1 ? 0 : 1,
    })),
  transpose: ({ permutation }, operand) =>
    operand.map((_, i) => ({ axis: permutation.indexOf(i), start: 0, step: 1 })),
  slice: ({ starts }) => starts.map((start, axis) => ({ axis, start, step: 1 })),
  reverse: ({ axes }, operand) =>
    operand.map((length, axis) =>
      axes.includes(axis) ? { axis, start: length - 1, step: -1 } : { axis, start: 0, step: 1 },
    ),
};

/** The places that a view reads along each axis of its operand. */
export const readingOf = <P extends ViewPrimitive>(
  primitive: P,
  attributes: Attributes[P],
  operand: Shape,
): readonly AxisReading[] => readings[primitive](attributes, operand);

/** The elements of a view of a shape, given those of its operand. */
export const throughView = (
  reading: readonly AxisReading[],
  { offset, strides }: Strided,
  shape: Shape,
): Strided => {
  const viewed = shape.map(() => 0);
  reading.forEach(({ axis, step }, i) => {
    viewed[axis]! += step * strides[i]!;
  });
  return {
    offset: reading.reduce((sum, { start }, i) => sum + start * strides[i]!, offset),
    strides: viewed,
  };
};
