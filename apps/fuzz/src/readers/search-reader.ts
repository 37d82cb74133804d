import {
  decodeSearchState,
  logUniform,
  type SearchState,
  type Strategy,
  successiveHalving,
} from '@puregrad/trainer/search';
import { onJson } from './mutations/json.ts';
import { bytesOf, textOf } from './mutations/mutation.ts';
import { again, type Reader, reader } from './reader.ts';

const searchStrategy: Strategy<{ readonly rate: number }> = successiveHalving(
  { rate: logUniform(1e-4, 1) },
  { trials: 6, seed: 1, factor: 2, minBudget: 1, maxBudget: 4 },
);

/** States of a search: at its start, in the middle, and at its end. */
const searchStates = (): readonly Uint8Array[] => {
  const states = [searchStrategy.init()];
  while (!searchStrategy.isDone(states.at(-1)!)) {
    const [asked, [trial]] = searchStrategy.ask(states.at(-1)!, 2);
    const { id } = trial ?? searchStrategy.pending(asked)[0]!;
    states.push(asked, searchStrategy.tell(asked, id, id === 3 ? Number.NaN : id / 7));
  }
  return states.map((state) => bytesOf(JSON.stringify(state)));
};

export const searchState: Reader = reader<SearchState>({
  name: 'search-state',
  functions: ['decodeSearchState'],
  seeds: searchStates,
  mutations: onJson,
  multiple: 300,
  read: (bytes) => decodeSearchState(textOf(bytes), searchStrategy),
  follow: (state) => {
    // The search goes on from any state that was read to its end.
    let at = state;
    for (let steps = 0; !searchStrategy.isDone(at); steps++) {
      if (steps > 100) throw new Error('it does not end');
      [at] = searchStrategy.ask(at);
      for (const { id } of searchStrategy.pending(at)) at = searchStrategy.tell(at, id, id);
    }
    searchStrategy.ranked(at);
    return again(state, decodeSearchState(JSON.stringify(state), searchStrategy));
  },
});
