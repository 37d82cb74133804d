import {
  add,
  cast,
  equal,
  greater,
  leaves,
  mapTree,
  maximum,
  scalar,
  sub,
  sum,
  type Tensor,
  where,
  zipTrees,
} from '@puregrad/tensors';
import type { GradientTransform, TransformContext, TransformState } from '../gradient-transform.ts';
import { type Optimizer, optimizer, type Settle } from '../optimizer.ts';

/** The state of a transform that runs at some steps only. */
export interface Gated {
  readonly inner: TransformState;
  /** How many steps the inner transform made, by which its schedules go: int32. */
  readonly step: Tensor;
}

export const initGated = (inner: GradientTransform, params: unknown): Gated => ({
  inner: inner.init(params),
  step: scalar(0, { dtype: 'int32' }),
});

/**
 * Runs the inner transform where `open` is 1. Where it is 0 its state stays bit for bit, and so will
 * the parameters: -0 added to a number is that number.
 */
export const runGated = <P>(
  inner: GradientTransform,
  { inner: state, step }: Gated,
  updates: P,
  open: Tensor,
  { params }: TransformContext<P>,
): readonly [Gated, P] => {
  const [next, made] = inner.update(state, updates, { params, step });
  return [
    {
      inner: zipTrees(next, state, (a, b) => where(open, a, b)),
      step: add(step, cast(open, 'int32')),
    },
    mapTree(made, (update) => where(open, update, -0)),
  ];
};

/** A step that changed no number does not project: what is made is what was before. */
const settle: Settle = (before, made, projected) => {
  if (projected === made) return made;
  const moved = leaves(zipTrees(before, made, (a, b) => sum(sub(1, equal(a, b))))).reduce<Tensor>(
    (some, count) => maximum(some, count),
    scalar(0, { dtype: 'int32' }),
  );
  return zipTrees(projected, made, (after, same) => where(greater(moved, 0), after, same));
};

/** An optimizer whose transform is wrapped in one that keeps its state under `inner`. */
export const wrapOptimizer =
  (wrap: (inner: GradientTransform) => GradientTransform): ((inner: Optimizer) => Optimizer) =>
  (inner) =>
    optimizer(wrap(inner.transform), {
      project: inner.project,
      settle,
      averaged: ({ params, slots }) => {
        const { inner: state, step } = slots as unknown as Gated;
        return inner.averaged({ params, slots: state, step });
      },
    });
