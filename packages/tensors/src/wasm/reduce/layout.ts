import { sizeOf } from '../../shape.ts';
import { type MergedAxes, mergeAxes, viewsOf } from '../loops/merge-axes.ts';
import type { ReduceStep, View } from '../steps.ts';

/** The elements that one thread adds up at a time in a long sum: the same for any number of threads. */
export const CHUNK = 16_384;

/**
 * The merged axes of a reduction. The last one is the row's: if it is reduced, each row gives a number; if it is kept,
 * rows are added up column by column. Of the outer axes some are kept and some reduced, in any order.
 */
export interface ReduceLayout {
  readonly lengths: readonly number[];
  readonly reads: readonly View[];
  /** Those read, then those written. */
  readonly views: readonly View[];
  readonly kind: 'rows' | 'columns';
  /** The outer axes that are kept, and those that are reduced. */
  readonly kept: readonly number[];
  readonly reduced: readonly number[];
  /** The number of combinations of indices along the kept outer axes. */
  readonly keptRows: number;
  /** How many rows are combined into one. */
  readonly reducedRows: number;
  /** The number of parts that a sum of all elements is divided into. */
  readonly chunks: number;
}

export const reduceLayout = (step: ReduceStep): ReduceLayout => {
  const { shape, axes, operations, stores, source } = step;
  const reads = viewsOf(operations, [source]);
  const isReduced = (axis: number): boolean => axes.includes(axis);
  const merged: MergedAxes = mergeAxes(
    shape,
    [...reads, ...stores.map(({ view }) => view)],
    (a, b) => isReduced(a) === isReduced(b),
  );
  const { lengths, views } = merged;
  const areReduced = merged.axes.map(([first]) => isReduced(first!));
  const outer = lengths.slice(0, -1).map((_, axis) => axis);
  const kept = outer.filter((axis) => !areReduced[axis]);
  const reduced = outer.filter((axis) => areReduced[axis]);
  const kind = areReduced.at(-1) === false ? 'columns' : 'rows';
  const isOneSum = step.node.primitive === 'sum' && kind === 'rows' && lengths.length === 1;
  return {
    lengths,
    reads,
    views,
    kind,
    kept,
    reduced,
    keptRows: sizeOf(kept.map((axis) => lengths[axis]!)),
    reducedRows: sizeOf(reduced.map((axis) => lengths[axis]!)),
    chunks: isOneSum && step.node.dtype === 'float32' ? Math.ceil(lengths[0]! / CHUNK) : 1,
  };
};
