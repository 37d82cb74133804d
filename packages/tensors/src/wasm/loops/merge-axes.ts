import type { Shape } from '../../shape.ts';
import type { FusedOperation, Source, View } from '../steps.ts';

/** The axes of a loop, merged as far as all its views allow. */
export interface MergedAxes {
  readonly lengths: readonly number[];
  /** The views, with one stride for each merged axis. */
  readonly views: readonly View[];
  /** Which axes each merged axis is made of. */
  readonly axes: readonly (readonly number[])[];
}

/** Leaves out axes of length 1, and makes one axis of neighbours that every view crosses without a jump. */
export const mergeAxes = (
  shape: Shape,
  views: readonly View[],
  mayMerge: (a: number, b: number) => boolean = () => true,
): MergedAxes => {
  const merged: { length: number; strides: number[]; axes: number[] }[] = [];
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const strides = views.map((view) => view.strides[axis]!);
    const last = merged.at(-1);
    if (
      last !== undefined &&
      mayMerge(last.axes.at(-1)!, axis) &&
      last.strides.every((stride, i) => stride === strides[i]! * length)
    ) {
      last.length *= length;
      last.strides = strides;
      last.axes.push(axis);
    } else merged.push({ length, strides, axes: [axis] });
  });
  return {
    lengths: merged.map(({ length }) => length),
    views: views.map(({ node, offset }, i) => ({
      node,
      offset,
      strides: merged.map(({ strides }) => strides[i]!),
    })),
    axes: merged.map(({ axes }) => axes),
  };
};

/** All views that a loop reads, each once; without the keys of random bits, which are read separately. */
export const viewsOf = (
  operations: readonly FusedOperation[],
  more: readonly Source[],
): readonly View[] => [
  ...new Set(
    [
      ...operations.flatMap(({ node, sources }) =>
        node.primitive === 'randomBits' ? [] : sources,
      ),
      ...more,
    ].flatMap((source) => (source.kind === 'view' ? [source.view] : [])),
  ),
];
