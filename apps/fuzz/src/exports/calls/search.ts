import { randomSearch, uniformRange } from '@puregrad/trainer/search';
import { type Calls, call } from '../call.ts';
import { whole } from '../values.ts';

const space = () => ({ a: whole(uniformRange(0, 1)) });
const strategy = () => randomSearch(space(), { trials: 1, seed: 1 });
const asked = {
  also: { 0: ['names'] as const },
  use: (s: ReturnType<typeof strategy>) => s.ask(s.init()),
};
/** Reads a stream of events to its end. */
export const drain = {
  use: async (events: AsyncIterable<unknown>) => {
    const all: unknown[] = [];
    for await (const event of events) all.push(event);
    return all;
  },
};

export const searches: Calls<typeof import('@puregrad/trainer/search')> = {
  crossValidate: call(
    () => [
      {
        folds: [
          { train: 1, validation: 2 },
          { train: 2, validation: 1 },
        ],
        run: () => 1,
      },
    ],
    {
      also: {
        '0.folds.0.train': ['any'],
        '0.folds.0.validation': ['any'],
        '0.folds.1.train': ['any'],
        '0.folds.1.validation': ['any'],
        '0.folds.0': ['any'],
        '0.folds.1': ['any'],
      },
    },
  ),
  gridSearch: call(() => [space(), { points: 2, budget: 1, mode: 'min' }], asked),
  randomSearch: call(() => [space(), { trials: 2, seed: 1, budget: 1, mode: 'min' }], asked),
  choice: call(() => [[1, 2]], { also: { '0.0': ['any'], '0.1': ['any'] } }),
  integers: call(() => [1, 2]),
  logUniform: call(() => [1, 2]),
  uniformRange: call(() => [1, 2]),
  decodeSearchState: call(() => [JSON.stringify(strategy().init()), whole(strategy())]),
  successiveHalving: call(
    () => [space(), { trials: 2, seed: 1, factor: 2, minBudget: 1, maxBudget: 2, mode: 'min' }],
    asked,
  ),
  search: call(
    () => [
      {
        strategy: whole(strategy()),
        evaluate: async () => 1,
        concurrency: 1,
        state: whole(strategy().init()),
        onState: () => {},
      },
    ],
    drain,
  ),
};
