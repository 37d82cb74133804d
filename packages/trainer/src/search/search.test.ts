import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomSearch } from './random-search.ts';
import { type SearchEvent, type SearchOptions, search } from './search.ts';
import { uniformRange } from './space.ts';
import type { SearchState } from './strategy.ts';
import { successiveHalving } from './successive-halving.ts';

type Config = { readonly x: number };
const space = { x: uniformRange(0, 1) };
const strategy = successiveHalving(space, { trials: 9, seed: 4, minBudget: 1, maxBudget: 9 });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const evaluate = async ({ x }: Config, budget: number) => x / budget;

const collect = async (options: Partial<SearchOptions<Config>> = {}) => {
  const events: SearchEvent<Config>[] = [];
  for await (const event of search({ strategy, evaluate, ...options })) events.push(event);
  return events;
};
const resultOf = (events: readonly SearchEvent<Config>[]) => {
  const last = events.at(-1);
  return last?.kind === 'done' ? last : undefined;
};

test('tells its story, ends the same for any concurrency, and never runs more at once', async () => {
  const expected = resultOf(await collect());
  expect(expected?.aborted).toBe(false);
  expect(strategy.isDone(expected!.state)).toBe(true);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.array(fc.nat(4)), async (n, delays) => {
      let [running, most, calls] = [0, 0, 0];
      const events = await collect({
        concurrency: n,
        evaluate: async (config, budget) => {
          most = Math.max(most, ++running);
          await pause(delays[calls++ % (delays.length || 1)] ?? 0);
          running--;
          return evaluate(config, budget);
        },
      });
      expect(resultOf(events)).toEqual(expected);
      expect(most).toBe(Math.min(n, 9));
      for (const kind of ['trialStarted', 'trialFinished'])
        expect(events.filter((event) => event.kind === kind)).toHaveLength(13);
    }),
    { numRuns: 8 },
  );
});

test('goes on from every state it saved, running pending trials again', async () => {
  const states: SearchState[] = [];
  const expected = resultOf(
    await collect({ concurrency: 3, onState: (state) => void states.push(state) }),
  );
  expect(states.length).toBe(26);
  for (const state of states) {
    const resumed = await collect({ state: JSON.parse(JSON.stringify(state)), concurrency: 2 });
    expect(resultOf(resumed)).toEqual(expected);
    expect(resumed).toHaveLength(2 * (13 - state.told.length) + 1);
  }
});

test('a trial that throws or does not return a number has failed, with its reason; the search continues', async () => {
  const random = randomSearch(space, { trials: 4, seed: 1 });
  let calls = 0;
  const events = await collect({
    strategy: random,
    evaluate: async () => {
      calls++;
      if (calls === 1) throw new Error('out of memory');
      return calls === 2 ? NaN : calls;
    },
  });
  const finished = events.filter((event) => event.kind === 'trialFinished');
  expect(finished.map(({ value, reason }) => [value, reason])).toEqual([
    [null, 'out of memory'],
    [null, 'its value is NaN'],
    [3, undefined],
    [4, undefined],
  ]);
  const ranked = random.ranked(resultOf(events)!.state);
  expect(ranked.map(({ id }) => id)).toEqual([2, 3, 0, 1]);
});

test('abort leaves stopped trials pending, keeps what they still gave, and can be resumed', async () => {
  const stop = new AbortController();
  let calls = 0;
  const events = await collect({
    concurrency: 3,
    signal: stop.signal,
    evaluate: async (config, budget, signal) => {
      const call = ++calls;
      if (call === 5) stop.abort();
      await pause(1);
      // The third of those that run when it is aborted gives its value all the same.
      if (call !== 5) signal.throwIfAborted();
      return evaluate(config, budget);
    },
  });
  const { state, aborted } = resultOf(events)!;
  expect(aborted).toBe(true);
  expect(state.told.map(([id]) => id)).toContain(4);
  expect(state.pending.length).toBeGreaterThan(0);
  expect(state.told.every(([, value]) => value !== null)).toBe(true);
  expect(calls).toBe(state.told.length + state.pending.length);
  expect(resultOf(await collect({ state }))?.state).toEqual(resultOf(await collect())?.state);
});

test('aborted before it begins it runs nothing', async () => {
  expect(await collect({ signal: AbortSignal.abort() })).toEqual([
    { kind: 'done', state: strategy.init(), aborted: true },
  ]);
});

test('leaving the loop stops what runs, and waits for it', async () => {
  let [running, stopped] = [0, 0];
  const events = search({
    strategy,
    concurrency: 2,
    evaluate: async (_config: Config, _budget, signal) => {
      running++;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await pause(1);
      stopped++;
      return 0;
    },
  });
  for await (const _ of events) if (running === 2) break;
  expect(stopped).toBe(2);
});

test('a concurrency of 0 would wait for ever', async () => {
  await expect(collect({ concurrency: 0 })).rejects.toThrow(
    'concurrency must be an integer from 1',
  );
});

test.each([null, 1, {}])('an invalid state is refused: %o', async (state) => {
  await expect(collect({ state: state as never })).rejects.toThrow(
    'successiveHalving: state must be an object with search,pending,told',
  );
});
