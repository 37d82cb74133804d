import {
  ArgumentError,
  full,
  leavesWithPaths,
  type Mask,
  mapTree,
  requireChosen,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { stateful, stateless, type TransformState } from '../gradient-transform.ts';
import { type Leaves, place, select } from '../mask.ts';
import { type Optimizer, optimizer } from '../optimizer.ts';

/** The parameters that a predicate chooses, and the optimizer that trains them. */
export type Group = readonly [mask: Mask, optimizer: Optimizer];

/** That each group trains something; what chooses all parameters is there for the rest, if any. */
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
        `byGroup: groups before it have all that group ${i} chooses; put it before them`,
      );
  });
};

/**
 * Each parameter is trained by the first group that chooses it: rates of their own for biases, say,
 * or for the last layer. A group's norms (`clipByGlobalNorm`) run over that group alone.
 *
 * @throws ArgumentError at `init`, naming a parameter that no group chooses (end with `[() => true, …]`), or
 * a group that trains nothing: its mask chooses none, or only what groups before it have.
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
    checkOptions(
      'byGroup',
      { mask, optimizer },
      { mask: 'function', optimizer: '{transform,init}' },
    );
  }
  const masks = groups.map(
    ([mask], i): Mask =>
      (path, leaf) =>
        mask(path, leaf) && !groups.slice(0, i).some(([earlier]) => earlier(path, leaf)),
  );
  /** Each group's share of a tree, made into another, and all put back together. */
  const inGroups = <P>(
    params: P,
    tree: P,
    f: (leaves: Leaves, group: Optimizer, params: Leaves, i: number) => Leaves,
  ): P =>
    groups.reduce(
      (whole, [, group], i) =>
        place(whole, f(select(masks[i]!, tree, params), group, select(masks[i]!, params), i)),
      tree,
    );

  return optimizer(
    stateful<readonly TransformState[]>(
      (params) => {
        for (const [path, leaf] of leavesWithPaths(params))
          if (!groups.some(([mask]) => mask(path, leaf)))
            throw new ArgumentError(
              `byGroup: no group chooses parameter '${path}'; end with [() => true, optimizer]`,
            );
        requireUse(groups, params);
        return groups.map(([, { transform }], i) => transform.init(select(masks[i]!, params)));
      },
      (states, updates, { params, step }) => {
        const next: TransformState[] = [];
        const made = inGroups(params, updates, (leaves, { transform }, chosen, i) => {
          const [state, update] = transform.update(states[i]!, leaves, { params: chosen, step });
          next.push(state);
          return update;
        });
        return [next, made];
      },
    ),
    {
      // While any group moves, all are projected.
      settle: groups.map(([, { settle }]) => settle).find((settle) => settle !== undefined),
      project: (params) => inGroups(params, params, (leaves, { project }) => project(leaves)),
      averaged: ({ params, slots, step }) =>
        inGroups(params, params, (leaves, { averaged }, _, i) =>
          averaged({ params: leaves, step, slots: (slots as readonly TransformState[])[i]! }),
        ),
    },
  );
};

/** Adds -0 to every parameter, which changes no bit. */
const still = optimizer(
  stateless((updates) => mapTree(updates, ({ shape, dtype }) => full(shape, -0, { dtype }))),
);

/**
 * Keeps the chosen parameters bit for bit as they are, without slots or projection, and trains the
 * others: the first layers of a network that was trained before, say.
 *
 * @throws ArgumentError at `init`, naming the parameters, where the mask chooses none of them.
 * @example
 * ```ts
 * import { adam, freeze } from '@puregrad/optimizers';
 * import { pipe } from '@puregrad/tensors';
 * const optimizer = pipe(adam(), freeze((path) => path.startsWith('dense1.')));
 * ```
 */
export const freeze = (mask: Mask): ((inner: Optimizer) => Optimizer) => {
  checkOptions('freeze', { mask }, { mask: 'function' });
  return (inner) => {
    const optimizer = byGroup([mask, still], [() => true, inner]);
    return {
      ...optimizer,
      transform: {
        ...optimizer.transform,
        init: (params) => {
          requireChosen('freeze', mask, params);
          return optimizer.transform.init(params);
        },
      },
      init: (params) => {
        requireChosen('freeze', mask, params);
        return optimizer.init(params);
      },
    };
  };
};
