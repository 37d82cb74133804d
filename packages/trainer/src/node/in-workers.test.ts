import { ArgumentError } from '@puregrad/tensors';
import { afterEach, expect, test } from 'vitest';
import { randomSearch } from '../search/random-search.ts';
import { search } from '../search/search.ts';
import { uniformRange } from '../search/space.ts';
import { inWorkers, type WorkerEvaluate } from './in-workers.ts';

const trials = new URL('../testing/trials.mjs', import.meta.url);
const { signal } = new AbortController();
const opened: WorkerEvaluate<never>[] = [];
const open = <C>(name: string, workers: number): WorkerEvaluate<C> => {
  const evaluate = inWorkers<C>(trials, { workers, name });
  opened.push(evaluate);
  return evaluate;
};
afterEach(() => Promise.all(opened.splice(0).map(({ close }) => close())));

test('a search in two threads ends as one without them', async () => {
  const strategy = randomSearch({ x: uniformRange(0, 5) }, { trials: 6, seed: 1, budget: 2 });
  const run = async (evaluate: Parameters<typeof search<{ x: number }>>[0]['evaluate']) => {
    for await (const event of search({ strategy, evaluate, concurrency: 2 }))
      if (event.kind === 'done') return strategy.ranked(event.state);
    return [];
  };
  const here = await run(async ({ x }, budget) => (x - 3) ** 2 / budget);
  expect(await run(open('evaluate', 2))).toEqual(here);
  expect(here).toHaveLength(6);
});

test('as many threads as asked for, each with one trial at a time, used again', async () => {
  const threads = open<object>('threadOf', 2);
  const ids = await Promise.all([1, 2, 3, 4, 5].map(() => threads({}, 1, signal)));
  expect(new Set(ids).size).toBe(2);
  const overlap = open<object>('overlap', 1);
  const seen = await Promise.all([1, 2, 3].map(() => overlap({}, 1, signal)));
  expect(seen).toEqual([1, 1, 1]);
});

test.each([
  ['throw', 'the data are missing'],
  ['exit', 'inWorkers: the thread ended with code 7 before its trial did'],
  ['later', 'nobody caught this'],
  ['text', "inWorkers: 'fail' must return a number, got string"],
])('%s: the trial is rejected, and the next one runs', async (how, message) => {
  const evaluate = open<{ how: string }>('fail', 1);
  await expect(evaluate({ how }, 1, signal)).rejects.toThrow(message);
  await expect(evaluate({ how: 'throw' }, 1, signal)).rejects.toThrow('the data are missing');
});

test('what cannot be run or sent is said', async () => {
  await expect(open('nothing', 1)({} as never, 1, signal)).rejects.toThrow(
    "trials.mjs' exports no function 'nothing'",
  );
  const missing = inWorkers('file:///nowhere/trial.mjs', { workers: 1 });
  await expect(missing({}, 1, signal)).rejects.toThrow('Cannot find module');
  await missing.close();
  const evaluate = open<{ x: unknown }>('evaluate', 1);
  await expect(evaluate({ x: () => 1 }, 1, signal)).rejects.toThrow('could not be cloned');
  expect(await evaluate({ x: 4 }, 1, signal)).toBe(1);
  expect(() => inWorkers(trials, { workers: 0 })).toThrow(ArgumentError);
});

test('abort ends a trial that never yields, and one that waits; others run on', async () => {
  const evaluate = open<{ spin: boolean }>('forever', 1);
  const [first, second] = [new AbortController(), new AbortController()];
  const spinning = evaluate({ spin: true }, 1, first.signal);
  const queued = evaluate({ spin: true }, 1, second.signal);
  const last = evaluate({ spin: false }, 1, signal);
  second.abort(new Error('not this one'));
  await expect(queued).rejects.toThrow('not this one');
  first.abort(new Error('enough'));
  await expect(spinning).rejects.toThrow('enough');
  expect(await last).toBe(1);
  await expect(evaluate({ spin: true }, 1, AbortSignal.abort())).rejects.toThrow('aborted');
});

test('close rejects what runs, and whatever comes later', async () => {
  const evaluate = inWorkers<{ spin: boolean }>(trials, { workers: 1, name: 'forever' });
  const rejected = [
    expect(evaluate({ spin: true }, 1, signal)).rejects.toThrow('closed while trials ran'),
    expect(evaluate({ spin: true }, 1, signal)).rejects.toThrow('closed while trials ran'),
  ];
  await evaluate.close();
  await Promise.all(rejected);
  await expect(evaluate({ spin: false }, 1, signal)).rejects.toThrow('closed');
});
