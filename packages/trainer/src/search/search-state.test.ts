import { describe, expect, it } from 'vitest';
import { randomSearch } from './random-search.ts';
import { decodeSearchState } from './search-state.ts';
import { uniformRange } from './space.ts';

const strategy = randomSearch({ x: uniformRange(0, 1) }, { trials: 5, seed: 1 });
const { search } = strategy.init();
const decode = (state: unknown) => decodeSearchState(JSON.stringify(state), strategy);

describe('decodeSearchState', () => {
  it('gives a saved state back', () => {
    const [asked] = strategy.ask(strategy.init(), 3);
    const state = strategy.tell(strategy.tell(asked, 1, 0.5), 0, Number.NaN);
    expect(decode(state)).toEqual({ _tag: 'Right', right: state });
    expect(decode(strategy.init())).toMatchObject({ _tag: 'Right' });
  });

  const refused: { readonly [what: string]: readonly [state: unknown, message: string] } = {
    'a list': [[], 'not a search state'],
    null: [null, 'not a search state'],
    'another search': [
      { search: 'grid', pending: [], told: [] },
      'belongs to another search (grid)',
    ],
    'trials that this search does not have': [
      { search, pending: [7], told: [] },
      'the state knows trial 7, this search has none beyond 4',
    ],
    // The search went on, and threw in the middle.
    'a trial that is pending twice': [{ search, pending: [1, 1], told: [] }, 'not a search state'],
    'a trial that is pending and told': [
      { search, pending: [1], told: [[1, 0]] },
      'not a search state',
    ],
    'a trial that is told twice': [
      {
        search,
        pending: [],
        told: [
          [1, 0],
          [1, 2],
        ],
      },
      'not a search state',
    ],
    'ids out of order': [{ search, pending: [2, 1], told: [] }, 'not a search state'],
    'an id below 0': [{ search, pending: [-1], told: [] }, 'not a search state'],
    'half an id': [{ search, pending: [0.5], told: [] }, 'not a search state'],
    'an id that is a text': [{ search, pending: ['1'], told: [] }, 'not a search state'],
    'a value that is a text': [{ search, pending: [], told: [[1, '0']] }, 'not a search state'],
    'a value too many': [{ search, pending: [], told: [[1, 0, 0]] }, 'not a search state'],
    'pending trials that are not a list': [
      { search, pending: { length: 1 }, told: [] },
      'not a search state',
    ],
  };
  it.each(Object.entries(refused))('refuses %s with a Left', (_, [state, message]) => {
    expect(decode(state)).toMatchObject({
      left: { _tag: 'SearchStateError', message: expect.stringContaining(message) },
    });
  });

  it.each(['', '{', '{"search":"a","pending":[1e999],"told":[]}', '['.repeat(50_000)])(
    'refuses %.20s with a Left',
    (text) => {
      expect(decodeSearchState(text, strategy)).toMatchObject({ _tag: 'Left' });
    },
  );
});
