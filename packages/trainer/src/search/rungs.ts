import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { Ranked, SearchState, Strategy, Trial } from './strategy.ts';

export interface Rung {
  /** The maximum number of configs on this rung. */
  readonly size: number;
  readonly budget: number;
}

/** A state lists the completed trials, so their number is limited. */
export const MOST_CONFIGS: number = 2 ** 20;

/** The parameters of a strategy. All three strategies of this package have this form, two of them with a single rung. */
export interface Plan<C> {
  readonly name: string;
  /** A text that distinguishes its states from those of other searches. */
  readonly search: string;
  readonly configs: number;
  readonly configAt: (index: number) => C;
  /** The rungs, from the first, which has all configs, to the last. */
  readonly rungs: readonly Rung[];
  readonly mode: 'min' | 'max';
}

type Told = SearchState['told'][number];

/** Orders trials by value, failed ones last; equal ones in the order in which they were requested. */
const compareBy =
  (mode: 'min' | 'max') =>
  ([a, x]: Told, [b, y]: Told): number =>
    x === null || y === null
      ? Number(x === null) - Number(y === null) || a - b
      : (mode === 'max' ? y - x : x - y) || a - b;

/** The trial with an id. */
const trialOf =
  <C>({ configs, configAt, rungs }: Plan<C>) =>
  (id: number): Trial<C> => ({
    id,
    config: configAt(id % configs),
    budget: rungs[Math.floor(id / configs)]!.budget,
  });

/** The ids on the first rung whose values are not all known; empty at the end. */
const openRung = <C>(
  { configs, rungs, mode }: Plan<C>,
  { told }: SearchState,
): readonly number[] => {
  const values = new Map(told);
  let members = Array.from({ length: configs }, (_, i) => i);
  for (const [r] of rungs.entries()) {
    const ids = members.map((i) => r * configs + i);
    if (ids.some((id) => !values.has(id))) return ids;
    members = ids
      .map((id): Told => [id, values.get(id)!])
      .filter(([, value]) => value !== null)
      .sort(compareBy(mode))
      .slice(0, rungs[r + 1]?.size ?? 0)
      .map(([id]) => id % configs);
  }
  return [];
};

/** @throws ArgumentError if the state is not one of this search. */
const requireState = <C>(plan: Plan<C>, state: SearchState): SearchState => {
  const { name, search, configs, rungs } = plan;
  checkOptions(name, { state }, { state: '{search,pending,told}' });
  if (state.search !== search)
    throw new ArgumentError(
      `${name}: the state is of another search (${state.search}) than this (${search}); begin with init()`,
    );
  const last = Math.max(-1, state.pending.at(-1) ?? -1, state.told.at(-1)?.[0] ?? -1);
  if (last >= configs * rungs.length)
    throw new ArgumentError(
      `${name}: the state knows trial ${last}, this search has none beyond ${configs * rungs.length - 1}; give it as many trials as before`,
    );
  return state;
};

/** All configs, ordered by their latest values: those with the largest budget first, failed ones last. */
const rank = <C>(plan: Plan<C>, { told }: SearchState): readonly Ranked<C>[] => {
  const trial = trialOf(plan);
  const compare = compareBy(plan.mode);
  // Ids increase with the rungs, so the last trial of a config is its latest.
  const latest = new Map(told.map((each) => [each[0] % plan.configs, each]));
  return [...latest.values()]
    .map(([id, value]): Ranked<C> => ({ ...trial(id), value }))
    .sort(
      (a, b) =>
        Number(a.value === null) - Number(b.value === null) ||
        b.budget - a.budget ||
        compare([a.id, a.value], [b.id, b.value]),
    );
};

/**
 * All configs are tried on the first rung. When all values of a rung are known, its best configs advance to the
 * next. Trial `r·configs + i` is config i on rung r.
 */
export const rungs = <C>(plan: Plan<C>): Strategy<C> => {
  const { name, configs } = plan;
  if (configs > MOST_CONFIGS)
    throw new ArgumentError(`${name}: ${configs} configs are more than ${MOST_CONFIGS}`);
  const trial = trialOf(plan);
  const check = (state: SearchState): SearchState => requireState(plan, state);
  return {
    init: () => ({ search: plan.search, pending: [], told: [] }),
    ask: (state, count = Infinity) => {
      const known = new Set([...check(state).pending, ...state.told.map(([id]) => id)]);
      const ids = openRung(plan, state)
        .filter((id) => !known.has(id))
        .slice(0, requireCount(name, count));
      return [{ ...state, pending: [...state.pending, ...ids].sort(ascending) }, ids.map(trial)];
    },
    tell: (state, trialId, value) => {
      if (!check(state).pending.includes(trialId))
        throw new ArgumentError(
          `${name}: trial ${trialId} is not pending; tell each trial that ask gave once`,
        );
      const result: Told = [trialId, Number.isFinite(value) ? value : null];
      return {
        ...state,
        pending: state.pending.filter((id) => id !== trialId),
        told: [...state.told, result].sort(([a], [b]) => a - b),
      };
    },
    pending: (state) => check(state).pending.map(trial),
    isDone: (state) => openRung(plan, check(state)).length === 0,
    ranked: (state) => rank(plan, check(state)),
  };
};

const ascending = (a: number, b: number): number => a - b;

const requireCount = (operation: string, count: number): number => {
  if (!(count === Infinity || (Number.isInteger(count) && count >= 0)))
    throw new ArgumentError(`${operation}: ask for a whole number of trials, got ${count}`);
  return count;
};

/** Checks sizes and budgets, which are integers of at least 1. */
export const requirePositive = (operation: string, name: string, value: number): void => {
  if (!(Number.isSafeInteger(value) && value >= 1))
    throw new ArgumentError(`${operation}: ${name} must be an integer from 1, got ${value}`);
};
