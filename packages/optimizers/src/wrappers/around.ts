import { checkOptions } from '@puregrad/tensors/interpreters';
import type { TransformState } from '../gradient-transform.ts';
import {
  inOrder,
  type Optimizer,
  type OptimizerState,
  optimizerKind,
  ownParams,
  requireAlike,
  requireState,
} from '../optimizer.ts';
import { choose } from './choose.ts';

/** A wrapper's own memory: trees like the parameters, by their names `T`, and what else it keeps, `O`. */
export type Memory<T extends string, O, P> = { readonly [K in T]: P } & O;

/** A change of an optimizer, to be put around it with `around`. */
export interface Wrapper<T extends string, O> {
  /** The wrapper's name, for errors. */
  readonly name: string;
  readonly remember: <P>(params: P) => Memory<T, O, P>;
  /**
   * Makes a step: calls `inner.update` with the state of the inner optimizer, and returns its own memory and
   * the inner optimizer's state, whose `params` are the parameters after the step.
   */
  readonly update: <P>(
    own: Memory<T, O, P>,
    state: OptimizerState<P>,
    grads: P,
    inner: Optimizer,
  ) => readonly [own: Memory<T, O, P>, state: OptimizerState<P>];
  /** The parameters to evaluate, from those of the inner optimizer; the same by default. */
  readonly averaged?: <P>(own: Memory<T, O, P>, inner: P) => P;
}

/** The kinds of a wrapper's fields. */
const fields = {
  name: 'string',
  remember: 'function',
  update: 'function',
  averaged: 'function?',
} as const;

/**
 * Puts a wrapper around an optimizer. The result's slots are the wrapper's memory, and the inner slots under
 * `inner`; all else of the state is shared.
 *
 * @example
 * ```ts
 * import { around, sgd } from '@puregrad/optimizers';
 * import { mapTree, neg, pipe, tensor } from '@puregrad/tensors';
 * const ascend = around<never, object>({
 *   name: 'ascend',
 *   remember: () => ({}),
 *   update: (own, state, grads, inner) => [own, inner.update(state, mapTree(grads, neg))[0]],
 * });
 * const { init, update } = pipe(sgd({ learningRate: 1 }), ascend);
 * update(init(tensor([1])), tensor([2]))[1].toArray(); // => [3]
 * ```
 */
export const around = <T extends string, O extends object>(
  wrapper: Wrapper<T, O>,
): ((inner: Optimizer) => Optimizer) => {
  checkOptions('around', { wrapper }, { wrapper: 'object' });
  const { name, remember, update, averaged } = checkOptions('around', wrapper, fields);
  type Nested<P> = Memory<T, O, P> & { readonly inner: TransformState };
  const nest = <P>(own: Memory<T, O, P>, state: OptimizerState<P>): OptimizerState<P> =>
    inOrder({ ...state, slots: { ...own, inner: state.slots } as TransformState });
  /** The inverse of `nest`. `moved` is about the previous step, so it is left out. */
  const unnest = <P>(
    operation: string,
    state: OptimizerState<P>,
  ): readonly [Memory<T, O, P>, OptimizerState<P>] => {
    requireState(operation, state);
    const { slots, moved: _, ...rest } = state;
    checkOptions(name, { slots }, { slots: '{inner}' });
    // A tree has no type parameter, so the type of what `nest` put into it is asserted here.
    const { inner, ...own } = slots as Nested<P>;
    return [own as unknown as Memory<T, O, P>, { ...rest, slots: inner }];
  };

  return (inner) => {
    checkOptions(name, { optimizer: inner }, { optimizer: optimizerKind });
    const isOwn = averaged === undefined && inner.averaged === ownParams;
    return {
      init: (params) => nest(remember(params), inner.init(params)),
      update: (state, grads) => {
        const [own, before] = unnest('update', state);
        requireAlike('gradient', before.params, grads);
        const made = update(own, before, grads, inner);
        checkOptions(name, { 'the result of update': made }, { 'the result of update': 'array' });
        const [kept, after] = made;
        requireState('update', after);
        requireAlike('next value', before.params, after.params);
        return [nest(kept, after), after.params];
      },
      averaged: isOwn
        ? ownParams
        : (state) => {
            const [own, before] = unnest('averaged', state);
            const judged = inner.averaged(before);
            const params = averaged === undefined ? judged : averaged(own, judged);
            requireAlike('average', state.params, params);
            return params;
          },
    };
  };
};

/** The result of the inner optimizer's step. */
export interface Made<P> {
  /** The parameters before the step. */
  readonly before: P;
  readonly params: P;
  /** The parameters that the inner optimizer would evaluate. */
  readonly averaged: () => P;
}

/** A wrapper that acts on the result of a step. */
export interface StepWrapper<T extends string, O> extends Omit<Wrapper<T, O>, 'update'> {
  /** Returns its own memory and the parameters after a step. */
  readonly update: <P>(
    own: Memory<T, O, P>,
    made: Made<P>,
  ) => readonly [own: Memory<T, O, P>, params: P];
}

/**
 * Puts a wrapper around an optimizer that acts on the result of its steps. If the optimizer leaves a step
 * out (`accumulate`, `skipNonFinite`), nothing changes.
 *
 * @example
 * ```ts
 * import { aroundStep, sgd } from '@puregrad/optimizers';
 * import { mapTree, mul, pipe, tensor } from '@puregrad/tensors';
 * const halve = aroundStep<never, object>({
 *   name: 'halve',
 *   remember: () => ({}),
 *   update: (own, { params }) => [own, mapTree(params, (leaf) => mul(leaf, 0.5))],
 * });
 * const { init, update } = pipe(sgd({ learningRate: 1 }), halve);
 * update(init(tensor([6])), tensor([2]))[1].toArray(); // => [2]
 * ```
 */
export const aroundStep = <T extends string, O extends object>(
  wrapper: StepWrapper<T, O>,
): ((inner: Optimizer) => Optimizer) => {
  checkOptions('aroundStep', { wrapper }, { wrapper: 'object' });
  const { update, ...rest } = checkOptions('aroundStep', wrapper, fields);
  return around<T, O>({
    ...rest,
    update: (own, state, grads, inner) => {
      const [next] = inner.update(state, grads);
      const { moved, params } = next;
      const averaged = () => inner.averaged(next);
      const made = update(own, { before: state.params, params, averaged });
      checkOptions(
        rest.name,
        { 'the result of update': made },
        { 'the result of update': 'array' },
      );
      const [kept, changed] = made;
      requireAlike('next value', params, changed);
      if (moved === undefined) return [kept, { ...next, params: changed }];
      return [choose(moved, kept, own), { ...next, params: choose(moved, changed, params) }];
    },
  });
};
