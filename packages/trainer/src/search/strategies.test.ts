import { ArgumentError } from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { gridSearch } from './grid-search.ts';
import { randomSearch } from './random-search.ts';
import { choice, integers, logUniform, uniformRange } from './space.ts';
import type { SearchState, Strategy } from './strategy.ts';
import { successiveHalving } from './successive-halving.ts';

const space = { lambda: logUniform(1e-4, 1), width: integers(8, 64), kind: choice(['a', 'b']) };
type Config = { readonly lambda: number; readonly width: number; readonly kind: 'a' | 'b' };
const halving = { trials: 20, seed: 3, factor: 2, minBudget: 1, maxBudget: 8 };
const strategies: { readonly [name: string]: Strategy<Config> } = {
  gridSearch: gridSearch(space, { points: 3 }),
  randomSearch: randomSearch(space, { trials: 15, seed: 3 }),
  successiveHalving: successiveHalving(space, halving),
  'successiveHalving, max': successiveHalving(space, { ...halving, mode: 'max' }),
};

/** A value for a trial; every seventh fails, and there are ties. */
const valueOf = (id: number): number => (id % 7 === 3 ? NaN : (id * 37) % 11);

const saved = (state: SearchState): SearchState => JSON.parse(JSON.stringify(state));

/**
 * Tells everything, in an order and in helpings that numbers decide; `through` sees each state, and
 * pending trials are all that is remembered of what was asked.
 */
const finish = (
  strategy: Strategy<Config>,
  from: SearchState,
  numbers: readonly number[] = [],
  through: (state: SearchState) => SearchState = (state) => state,
): SearchState => {
  let state = from;
  for (let i = 0; !strategy.isDone(state); i++) {
    const n = numbers[i % (numbers.length || 1)] ?? 0;
    [state] = strategy.ask(through(state), numbers.length === 0 ? Infinity : 1 + (n % 5));
    const pending = strategy.pending(through(state));
    const { id } = pending[n % pending.length]!;
    state = strategy.tell(state, id, valueOf(id));
  }
  return state;
};

describe.each(Object.entries(strategies))('%s', (_, strategy) => {
  const expected = finish(strategy, strategy.init());
  const orders = fc.array(fc.nat(100), { minLength: 1, maxLength: 40 });

  it('ends in the same state whatever the order and number of tells, saved and loaded each time', () => {
    fc.assert(
      fc.property(orders, (numbers) => {
        expect(finish(strategy, strategy.init(), numbers)).toEqual(expected);
        expect(finish(strategy, strategy.init(), numbers, saved)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('goes on from any state with the same trials', () => {
    const states: SearchState[] = [];
    finish(strategy, strategy.init(), [2, 5, 3], (state) => {
      states.push(state);
      return state;
    });
    fc.assert(
      fc.property(fc.constantFrom(...states), (state) => {
        expect(strategy.ask(saved(state))).toEqual(strategy.ask(state));
        expect(finish(strategy, saved(state))).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('never gives a trial twice, and has configs of the space', () => {
    const [state, first] = strategy.ask(strategy.init(), 2);
    const [, rest] = strategy.ask(state);
    const ids = [...first, ...rest].map(({ id }) => id);
    expect([first.length, new Set(ids).size]).toEqual([2, ids.length]);
    for (const { config } of rest) {
      expect(config.lambda).toBeGreaterThanOrEqual(1e-4);
      expect(config.lambda).toBeLessThanOrEqual(1);
      expect(Number.isInteger(config.width)).toBe(true);
      expect(['a', 'b']).toContain(config.kind);
    }
  });

  it('ranks each config once, failed ones last', () => {
    const ranked = strategy.ranked(expected);
    const configs = ranked.map(({ config }) => JSON.stringify(config));
    expect(new Set(configs).size).toBe(strategy.ask(strategy.init())[1].length);
    expect(configs).toHaveLength(new Set(configs).size);
    const failed = ranked.map(({ value }) => Number(value === null));
    expect(failed).toEqual(failed.toSorted());
    expect(failed).toContain(1);
  });

  it('ends without failing where every trial does', () => {
    const [asked, trials] = strategy.ask(strategy.init());
    const state = trials.reduce(
      (told, { id }) => strategy.tell(told, id, id % 2 === 0 ? NaN : Infinity),
      asked,
    );
    expect(strategy.isDone(state)).toBe(true);
    expect(strategy.ask(state)[1]).toEqual([]);
    expect(strategy.ranked(state).map(({ value }) => value)).toEqual(trials.map(() => null));
  });

  it('refuses tells it did not ask for, and states of another search', () => {
    const [state] = strategy.ask(strategy.init(), 1);
    expect(() => strategy.tell(state, 1, 0)).toThrow(
      'trial 1 is not pending; tell each trial that ask gave once',
    );
    const told = strategy.tell(state, 0, 0);
    expect(() => strategy.tell(told, 0, 0)).toThrow(ArgumentError);
    const other = gridSearch({ lambda: uniformRange(0, 1) });
    expect(() => strategy.ask(other.init())).toThrow('the state is of another search (gridSearch');
    expect(() => strategy.ask(state, 0.5)).toThrow('ask for a whole number of trials, got 0.5');
  });
});

test('gridSearch has every combination, the last dimension fastest', () => {
  const strategy = gridSearch({ a: uniformRange(0, 1), b: choice(['x', 'y']) }, { points: 2 });
  expect(strategy.ask(strategy.init())[1].map(({ config }) => config)).toEqual([
    { a: 0, b: 'x' },
    { a: 0, b: 'y' },
    { a: 1, b: 'x' },
    { a: 1, b: 'y' },
  ]);
});

test('randomSearch: trial i follows from seed and i; more trials go on where fewer ended', () => {
  const short = randomSearch(space, { trials: 4, seed: 9 });
  const long = randomSearch(space, { trials: 10, seed: 9 });
  const [, trials] = long.ask(long.init());
  expect(short.ask(short.init())[1]).toEqual(trials.slice(0, 4));
  expect(long.ask(finish(short, short.init()))[1]).toEqual(trials.slice(4));
  expect(new Set(trials.map(({ config }) => config.lambda)).size).toBe(10);
  const done = finish(long, long.init());
  expect(() => short.ranked(done)).toThrow('knows trial 9, this search has none beyond 3');
  const other = randomSearch(space, { trials: 4, seed: 10 });
  expect(other.ask(other.init())[1]).not.toEqual(trials.slice(0, 4));
});

test('mode max ranks the largest first', () => {
  for (const [mode, expected] of [
    ['min', [1, 2, 3]],
    ['max', [3, 2, 1]],
  ] as const) {
    const strategy = gridSearch({ x: choice([2, 3, 1]) }, { mode });
    const [state, trials] = strategy.ask(strategy.init());
    const told = trials.reduce((s, { id, config }) => strategy.tell(s, id, config.x), state);
    expect(strategy.ranked(told).map(({ value }) => value)).toEqual(expected);
  }
});

test('successiveHalving: the best third goes on, on three times the budget, once all are told', () => {
  const strategy = successiveHalving(
    { x: uniformRange(0, 1) },
    { trials: 13, seed: 1, minBudget: 1, maxBudget: 9 },
  );
  let state = strategy.init();
  const rungs: number[][] = [];
  while (!strategy.isDone(state)) {
    const [asked, trials] = strategy.ask(state);
    rungs.push(trials.map(({ budget }) => budget));
    const best = trials.map(({ config }) => config.x).toSorted();
    state = asked;
    for (const { id, config } of trials) {
      expect(strategy.ask(state)[1]).toEqual([]);
      state = strategy.tell(state, id, config.x);
    }
    const next = strategy.ask(state)[1].map(({ config }) => config.x);
    expect(next).toEqual(best.slice(0, next.length));
  }
  expect(rungs).toEqual([Array(13).fill(1), Array(4).fill(3), [9]]);
  expect(strategy.ranked(state)[0]?.budget).toBe(9);
});

test('successiveHalving: budgets end at the largest, even if it is not a power of the factor', () => {
  const budgets = (minBudget: number, maxBudget: number): readonly number[] => {
    const strategy = successiveHalving({}, { trials: 1, seed: 1, minBudget, maxBudget });
    const seen: number[] = [];
    for (let state = strategy.init(); !strategy.isDone(state); ) {
      const [asked, [trial]] = strategy.ask(state);
      seen.push(trial!.budget);
      state = strategy.tell(asked, trial!.id, 0);
    }
    return seen;
  };
  expect(budgets(1, 243)).toEqual([1, 3, 9, 27, 81, 243]);
  expect(budgets(1, 10)).toEqual([1, 3, 10]);
  expect(budgets(4, 4)).toEqual([4]);
  const wrong = { trials: 1, seed: 1, minBudget: 2, maxBudget: 1 };
  expect(() => successiveHalving({}, wrong)).toThrow('minBudget 2 is above maxBudget 1');
  expect(() => successiveHalving({}, { ...wrong, maxBudget: 4, factor: 1 })).toThrow(
    'factor must be finite and above 1, got 1',
  );
  expect(() => successiveHalving({}, { ...wrong, trials: 0 })).toThrow('trials must be an integer');
});
