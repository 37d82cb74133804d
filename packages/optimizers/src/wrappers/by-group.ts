import {
  ArgumentError,
  add,
  leavesWithPaths,
  type Mask,
  maximum,
  requireChosen,
  scalar,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { TransformState } from '../gradient-transform.ts';
import { type Leaves, place, select } from '../mask.ts';
import {
  inOrder,
  type Optimizer,
  type OptimizerState,
  optimizerKind,
  ownParams,
  requireAlike,
  requireState,
} from '../optimizer.ts';

/** The parameters that a predicate chooses, and the optimizer that trains them. */
export type Group = readonly [mask: Mask, optimizer: Optimizer];

/** Requires each group to train something. A group that chooses all parameters takes the rest, which may be empty. */
const requireUse = (groups: readonly Group[], params: unknown): void => {
  const all = leavesWithPaths(params);
  groups.forEach(([mask], i) => {
    requireChosen(`byGroup: group ${i}`, mask, params);
    const chosen = all.filter(([path, leaf]) => mask(path, leaf));
    if (
      chosen.length < all.length &&
      chosen.every(([path, leaf]) => groups.slice(0, i).some(([earlier]) => earlier(path, leaf)))
    )
      throw new ArgumentError(
        `byGroup: the groups before group ${i} already have all its parameters; put it before them`,
      );
  });
};

/** A group's state in the slots of the whole, without the fields that both share. */
type GroupState = Omit<OptimizerState<Leaves>, 'params' | 'rate'>;

/** The state of the whole. It moved if any group did. */
const join = <P>(
  whole: Omit<OptimizerState<P>, 'slots' | 'moved'>,
  states: readonly OptimizerState<Leaves>[],
): OptimizerState<P> => {
  const slots = states.map(({ params: _, rate: __, ...group }): GroupState => group);
  const moves = states.flatMap(({ moved }) => moved ?? []);
  return inOrder({
    ...whole,
    slots: slots as unknown as TransformState,
    ...(moves.length === 0 || moves.length < states.length
      ? {}
      : { moved: moves.reduce((some, moved) => maximum(some, moved)) }),
  });
};

/**
 * Trains each parameter by the first group that chooses it: biases or the last layer, for example, may have their own
 * rates. A group's norms (`clipByGlobalNorm`) run over that group alone.
 *
 * @throws ArgumentError at `init`, if no group chooses a parameter (end with `[() => true, …]`), or if a
 * group trains nothing: its mask chooses none, or only parameters of groups before it. It names the parameter or group.
 * @example
 * ```ts
 * import { adam, byGroup, sgd } from '@puregrad/optimizers';
 * const optimizer = byGroup(
 *   [(path) => path.endsWith('bias'), sgd({ learningRate: 0.1 })],
 *   [() => true, adam()],
 * );
 * ```
 */
export const byGroup = (...groups: readonly Group[]): Optimizer => {
  for (const group of groups) {
    checkOptions('byGroup', { group }, { group: 'array' });
    const [mask, optimizer] = group;
    checkOptions('byGroup', { mask, optimizer }, { mask: 'function', optimizer: optimizerKind });
  }
  const masks = groups.map(
    ([mask], i): Mask =>
      (path, leaf) =>
        mask(path, leaf) && !groups.slice(0, i).some(([earlier]) => earlier(path, leaf)),
  );
  const shareOf = <P>(i: number, tree: P, params: P): Leaves => select(masks[i]!, tree, params);
  /** Each group's results, put together into one tree. */
  const inGroups = <P>(params: P, f: (group: Optimizer, i: number) => Leaves): P =>
    groups.reduce((whole, [, group], i) => place(whole, f(group, i)), params);
  /** A group's state, which has the parameters and the rate of the whole. */
  const stateOf = <P>(
    { params, rate, slots }: OptimizerState<P>,
    i: number,
  ): OptimizerState<Leaves> => {
    checkOptions('byGroup', { slots }, { slots: 'array' });
    const group = (slots as unknown as readonly GroupState[])[i]!;
    const share = { ...group, params: shareOf(i, params, params) };
    return rate === undefined ? share : { ...share, rate };
  };
  const isOwn = groups.every(([, { averaged }]) => averaged === ownParams);

  return {
    init: (params) => {
      for (const [path, leaf] of leavesWithPaths(params))
        if (!groups.some(([mask]) => mask(path, leaf)))
          throw new ArgumentError(
            `byGroup: no group chooses parameter '${path}'; end with [() => true, optimizer]`,
          );
      requireUse(groups, params);
      const states = groups.map(([, { init }], i) => init(shareOf(i, params, params)));
      return join({ params, step: scalar(0, { dtype: 'int32' }) }, states);
    },
    update: (state, grads) => {
      requireState('update', state);
      requireAlike('gradient', state.params, grads);
      const { params, step, rate } = state;
      const states = groups.map(
        ([, { update }], i) => update(stateOf(state, i), shareOf(i, grads, params))[0],
      );
      const next = inGroups(params, (_, i) => states[i]!.params);
      const rest = { params: next, step: add(step, 1) };
      return [join(rate === undefined ? rest : { ...rest, rate }, states), next];
    },
    averaged: isOwn
      ? ownParams
      : (state) => inGroups(state.params, (group, i) => group.averaged(stateOf(state, i))),
  };
};
