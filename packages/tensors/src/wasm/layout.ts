import { type Shape, sizeOf } from '../shape.ts';
import type { FusedOperation, ReduceStep, Source, Store, View } from './steps.ts';

/** A way through memory along the axes of a loop that were merged as far as all ways allow. */
export type Way = View;

/** Axes of length 1 are left out, and neighbours that every way crosses without a jump are one. */
export const mergeAxes = (
  shape: Shape,
  views: readonly View[],
  mayMerge: (a: number, b: number) => boolean = () => true,
): { readonly shape: number[]; readonly ways: Way[]; readonly axes: number[][] } => {
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
    shape: merged.map(({ length }) => length),
    ways: views.map(({ node, offset }, i) => ({
      node,
      offset,
      strides: merged.map(({ strides }) => strides[i]!),
    })),
    axes: merged.map(({ axes }) => axes),
  };
};

/** All views that a pass reads, each once: not the keys of random bits, which it reads by itself. */
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

/** Whether `reduceCode` can do it: all that is reduced lies together, at the end or the start. */
export const canReduce = ({ shape, axes, operations, stores, source }: ReduceStep): boolean =>
  sizeOf(shape) > 0 && layoutOf(shape, axes, operations, stores, source) !== undefined;

export interface ReduceLayout {
  readonly reads: readonly View[];
  readonly lengths: readonly number[];
  readonly ways: readonly Way[];
  readonly kind: 'rows' | 'columns';
  /** Which of the merged axes are kept, and which are reduced. */
  readonly pattern: string;
}

export const layoutOf = (
  shape: Shape,
  axes: readonly number[],
  operations: readonly FusedOperation[],
  stores: readonly Store[],
  source: Source,
): ReduceLayout | undefined => {
  const reads = viewsOf(operations, [source]);
  const {
    shape: lengths,
    ways,
    axes: groups,
  } = mergeAxes(
    shape,
    [...reads, ...stores.map(({ view }) => view)],
    (a, b) => axes.includes(a) === axes.includes(b),
  );
  const reduced = groups.map(([first]) => axes.includes(first!));
  const pattern = reduced.map((is) => (is ? 'R' : 'K')).join('');
  const kinds: { readonly [pattern: string]: 'rows' | 'columns' } = {
    '': 'rows',
    R: 'rows',
    KR: 'rows',
    K: 'columns',
    RK: 'columns',
  };
  const kind = kinds[pattern];
  return kind === undefined ? undefined : { reads, lengths, ways, kind, pattern };
};
