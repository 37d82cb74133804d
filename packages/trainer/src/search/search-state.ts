import { PuregradError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, filterOrElse, flatMap, left, map, mapLeft, right } from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { isJsonObject, parseJson } from '../json/decoder.ts';
import type { SearchState, Strategy } from './strategy.ts';

/** Why a text is not a search state, or belongs to another search. */
export interface SearchStateError {
  readonly _tag: 'SearchStateError';
  readonly message: string;
}

const fail = (message: string): Either<SearchStateError, never> =>
  left({ _tag: 'SearchStateError', message });

const notAState: SearchStateError = {
  _tag: 'SearchStateError',
  message: 'it is not a search state, or it is damaged',
};

/** Ids in increasing order. */
const areIds = (ids: readonly unknown[]): ids is readonly number[] =>
  ids.every(
    (id, i) =>
      Number.isSafeInteger(id) &&
      !Object.is(id, -0) &&
      (id as number) > (i === 0 ? -1 : (ids[i - 1] as number)),
  );

const isTold = (value: unknown): value is SearchState['told'][number] =>
  Array.isArray(value) &&
  value.length === 2 &&
  (value[1] === null || (typeof value[1] === 'number' && Number.isFinite(value[1])));

const isState = (value: unknown): value is SearchState => {
  if (!isJsonObject(value)) return false;
  const { search, pending, told } = value;
  if (typeof search !== 'string' || !Array.isArray(pending) || !Array.isArray(told)) return false;
  if (!areIds(pending) || !told.every(isTold) || !areIds(told.map(([id]) => id))) return false;
  const known = new Set(told.map(([id]) => id));
  return !pending.some((id) => known.has(id));
};

/** The state, if all of its trials belong to the strategy. */
const requireTrials =
  <C>(strategy: Strategy<C>) =>
  (state: SearchState): Either<SearchStateError, SearchState> => {
    const { search } = strategy.init();
    if (state.search !== search)
      return fail(`it belongs to another search (${state.search}) than this (${search})`);
    try {
      strategy.pending(state);
    } catch (error) {
      if (error instanceof PuregradError) return fail(error.message);
      throw error;
    }
    return right(state);
  };

/**
 * Decodes the state of a search from `JSON.stringify(state)`, for `search` to continue.
 *
 * @returns Left if the text is not a search state (not JSON, ids that are repeated or out of order, values that are not
 * numbers), if it belongs to another search than the strategy's, or if it has trials that the strategy lacks.
 * @example
 * ```ts
 * import { decodeSearchState, logUniform, randomSearch } from '@puregrad/trainer/search';
 * const strategy = randomSearch({ lambda: logUniform(1e-4, 1) }, { trials: 8, seed: 1 });
 * const [state] = strategy.ask(strategy.init(), 2);
 * decodeSearchState(JSON.stringify(state), strategy); // => { _tag: 'Right', right: state }
 * decodeSearchState('{}', strategy)._tag; // => 'Left'
 * ```
 */
export const decodeSearchState = <C>(
  text: string,
  strategy: Strategy<C>,
): Either<SearchStateError, SearchState> => {
  checkOptions('decodeSearchState', { text, strategy }, { text: 'string', strategy: '{ask,tell}' });
  return pipe(
    parseJson(text),
    filterOrElse(isState, () => ''),
    map(({ search, pending, told }): SearchState => ({ search, pending, told })),
    mapLeft(() => notAState),
    flatMap(requireTrials(strategy)),
  );
};
