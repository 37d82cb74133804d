import { ArgumentError, type Tensor, type Tree } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { Monoid } from 'fp-ts/lib/Monoid.js';

/** The inputs of a transform in addition to the updates. */
export interface TransformContext<P> {
  /** The parameters before the step. */
  readonly params: P;
  /** The number of previous steps: int32, from 0. */
  readonly step: Tensor;
}

/**
 * A transform's memory: a plain tree of tensors, opaque to others.
 *
 * @example
 * ```ts
 * import { type TransformState, trace } from '@puregrad/optimizers';
 * import { leaves, tensor } from '@puregrad/tensors';
 * const velocity: TransformState = trace({ decay: 0.9 }).init(tensor([1, 2]));
 * leaves(velocity).map((one) => one.toArray()); // => [[0, 0]]
 * ```
 */
export type TransformState = Tree;

/**
 * A pure function from gradients to updates, with memory: `init` makes the state for parameters, and
 * `update` takes a state and updates and returns new ones. The result of the last transform is *added* to the
 * parameters.
 */
export interface GradientTransform {
  readonly init: (params: unknown) => TransformState;
  readonly update: <P>(
    state: TransformState,
    updates: P,
    context: TransformContext<P>,
  ) => readonly [TransformState, P];
}

/** The caller's transform, with a check that its `update` returns a state and updates. */
export const checked = (operation: string, transform: GradientTransform): GradientTransform => {
  checkOptions(operation, { transform }, { transform: '{init,update}' });
  const { init, update } = transform;
  checkOptions(operation, { init, update }, { init: 'function', update: 'function' });
  return {
    ...transform,
    update: (...given) => {
      const made = transform.update(...given);
      checkOptions(
        operation,
        { 'the result of update': made },
        { 'the result of update': 'array' },
      );
      return made;
    },
  };
};

/**
 * A transform without memory.
 *
 * @example
 * ```ts
 * import { optimizer, stateless } from '@puregrad/optimizers';
 * import { mapTree, mul, tensor } from '@puregrad/tensors';
 * const half = stateless((updates) => mapTree(updates, (update) => mul(update, 0.5)));
 * const { init, update } = optimizer(half);
 * update(init(tensor([0])), tensor([4]))[1].toArray(); // => [2]
 * ```
 */
export const stateless = (
  update: <P>(updates: P, context: TransformContext<P>) => P,
): GradientTransform => {
  checkOptions('stateless', { update }, { update: 'function' });
  return {
    init: () => [],
    update: (state, updates, context) => [state, update(updates, context)],
  };
};

/**
 * A transform with a state of its own type.
 *
 * @example
 * ```ts
 * import { optimizer, stateful } from '@puregrad/optimizers';
 * import { add, div, mapTree, scalar, tensor } from '@puregrad/tensors';
 * const fading = stateful(
 *   () => scalar(1),
 *   (count, updates) => [add(count, 1), mapTree(updates, (update) => div(update, count))],
 * );
 * const { init, update } = optimizer(fading);
 * const [state, first] = update(init(tensor([0])), tensor([6]));
 * first.toArray(); // => [6]
 * update(state, tensor([6]))[1].toArray(); // => [9]
 * ```
 */
export const stateful = <S>(
  init: (params: unknown) => S,
  update: <P>(state: S, updates: P, context: TransformContext<P>) => readonly [S, P],
): GradientTransform => {
  checkOptions('stateful', { init, update }, { init: 'function', update: 'function' });
  return {
    init: (params) => init(params) as TransformState,
    update: (state, updates, context) =>
      update(state as S, updates, context) as readonly [TransformState & S, typeof updates],
  };
};

/**
 * Transforms in sequence: each takes the result of the one before it. The state is the list of their states.
 *
 * @example
 * ```ts
 * import { chain, clipByGlobalNorm, scaleByAdam, scaleByLearningRate } from '@puregrad/optimizers';
 * const transform = chain(clipByGlobalNorm(1), scaleByAdam(), scaleByLearningRate(1e-3));
 * ```
 */
export const chain = (...transforms: readonly GradientTransform[]): GradientTransform => {
  const parts = transforms.map((transform) => checked('chain', transform));
  return stateful(
    (params) => parts.map((part) => part.init(params)),
    (states, updates, context) => {
      checkOptions('chain', { state: states }, { state: 'array' });
      if (states.length !== parts.length)
        throw new ArgumentError(
          `chain: the state has ${states.length} parts, not ${parts.length}; use that of its own init`,
        );
      let current = updates;
      const next = parts.map((part, i) => {
        const [state, updated] = part.update(states[i]!, current, context);
        current = updated;
        return state;
      });
      return [next, current];
    },
  );
};

/**
 * Transforms under `chain`. It is associative in the updates, and `empty` changes nothing.
 *
 * @example
 * ```ts
 * import { clipByValue, optimizer, scaleByLearningRate, transformMonoid } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * import { concatAll } from 'fp-ts/lib/Monoid.js';
 * const all = concatAll(transformMonoid);
 * const { init, update } = optimizer(all([clipByValue(1), scaleByLearningRate(0.5)]));
 * update(init(tensor([2])), tensor([8]))[1].toArray(); // => [1.5]
 * ```
 */
export const transformMonoid: Monoid<GradientTransform> = {
  concat: (first, second) => chain(first, second),
  empty: stateless((updates) => updates),
};
