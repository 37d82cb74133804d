import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { Ranked, SearchState, Strategy, Trial } from './strategy.ts';

export interface Rung {
  /** How many configs get here, at most. */
  readonly size: number;
  readonly budget: number;
}

/** A state lists those that are told. */
export const MOST_CONFIGS: number = 2 ** 20;

/** A strategy as numbers: all three here are one, most with a single rung. */
export interface Plan<C> {
  readonly name: string;
  /** What tells its states from those of other searches. */
  readonly search: string;
  readonly configs: number;
  readonly configAt: (index: number) => C;
  /** From the first, which all configs are on, to the last. */
  readonly rungs: readonly Rung[];
  readonly mode: 'min' | 'max';
}

/**
 * All configs are tried on the first rung; once all values of a rung are known, its best go on to the
 * next. Trial `r·configs + i` is config i on rung r.
 */
export const rungs = <C>(plan: Plan<C>): Strategy<C> => {
  const { name, configs } = plan;
  if (configs > MOST_CONFIGS)
    throw new ArgumentError(`${name}: ${configs} configs are more than ${MOST_CONFIGS}`);
  const sign = plan.mode === 'max' ? -1 : 1;

  const trial = (id: number): Trial<C> => ({
    id,
    config: plan.configAt(id % configs),
    budget: plan.rungs[Math.floor(id / configs)]!.budget,
  });

  /** By value, those that failed last; equal ones as they were asked. */
  const compare = ([a, x]: Told, [b, y]: Told): number =>
    x === null || y === null
      ? Number(x === null) - Number(y === null) || a - b
      : sign * (x - y) || a - b;

  /** The ids on the rung that is not yet all told; none at the end. */
  const openRung = ({ told }: SearchState): readonly number[] => {
    const values = new Map(told);
    let members = Array.from({ length: configs }, (_, i) => i);
    for (const [r] of plan.rungs.entries()) {
      const ids = members.map((i) => r * configs + i);
      if (ids.some((id) => !values.has(id))) return ids;
      members = ids
        .map((id): Told => [id, values.get(id)!])
        .filter(([, value]) => value !== null)
        .sort(compare)
        .slice(0, plan.rungs[r + 1]?.size ?? 0)
        .map(([id]) => id % configs);
    }
    return [];
  };

  const check = (state: SearchState): SearchState => {
    checkOptions(name, { state }, { state: '{search,pending,told}' });
    if (state.search !== plan.search)
      throw new ArgumentError(
        `${name}: the state is of another search (${state.search}) than this (${plan.search}); begin with init()`,
      );
    const last = Math.max(-1, state.pending.at(-1) ?? -1, state.told.at(-1)?.[0] ?? -1);
    if (last >= configs * plan.rungs.length)
      throw new ArgumentError(
        `${name}: the state knows trial ${last}, this search has none beyond ${configs * plan.rungs.length - 1}; give it as many trials as before`,
      );
    return state;
  };

  return {
    init: () => ({ search: plan.search, pending: [], told: [] }),
    ask: (state, count = Infinity) => {
      const known = new Set([...check(state).pending, ...state.told.map(([id]) => id)]);
      const ids = openRung(state)
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
    isDone: (state) => openRung(check(state)).length === 0,
    ranked: (state) => {
      // Ids rise with the rungs: the last of a config is its latest.
      const latest = new Map(check(state).told.map((told) => [told[0] % configs, told]));
      return [...latest.values()]
        .map(([id, value]): Ranked<C> => ({ ...trial(id), value }))
        .sort(
          (a, b) =>
            Number(a.value === null) - Number(b.value === null) ||
            b.budget - a.budget ||
            compare([a.id, a.value], [b.id, b.value]),
        );
    },
  };
};

type Told = SearchState['told'][number];

const ascending = (a: number, b: number): number => a - b;

const requireCount = (operation: string, count: number): number => {
  if (!(count === Infinity || (Number.isInteger(count) && count >= 0)))
    throw new ArgumentError(`${operation}: ask for a whole number of trials, got ${count}`);
  return count;
};

/** Whole numbers from 1, as which sizes and budgets are given. */
export const requirePositive = (operation: string, name: string, value: number): void => {
  if (!(Number.isSafeInteger(value) && value >= 1))
    throw new ArgumentError(`${operation}: ${name} is a whole number from 1, got ${value}`);
};
