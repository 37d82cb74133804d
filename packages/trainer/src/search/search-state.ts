import { PuregradError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { Either } from 'fp-ts/lib/Either.js';
import type { SearchState, Strategy } from './strategy.ts';

/** Why a text is no state of a search, or one of another search. */
export interface SearchStateError {
  readonly _tag: 'SearchStateError';
  readonly message: string;
}

const fail = (message: string): Either<SearchStateError, never> => ({
  _tag: 'Left',
  left: { _tag: 'SearchStateError', message },
});

/** Ids in their order, each once. */
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

const stateOf = (value: unknown): SearchState | undefined => {
  const { search, pending, told } = (value ?? {}) as {
    readonly [P in keyof SearchState]?: unknown;
  };
  if (typeof search !== 'string' || !Array.isArray(pending) || !Array.isArray(told))
    return undefined;
  if (!areIds(pending) || !told.every(isTold) || !areIds(told.map(([id]) => id))) return undefined;
  const known = new Set(told.map(([id]) => id));
  return pending.some((id) => known.has(id)) ? undefined : { search, pending, told };
};

/**
 * The state of a search in a text, `JSON.stringify(state)`, for `search` to go on from.
 *
 * @returns Left where the text is no state: no JSON, ids that come twice or in another order, values that are
 * no numbers; or where it is the state of another search than the strategy's, or knows trials that the
 * strategy does not have.
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
  let state: SearchState | undefined;
  try {
    state = stateOf(JSON.parse(text));
  } catch {
    state = undefined;
  }
  if (state === undefined) return fail('it is no state of a search, or damaged');
  const { search } = strategy.init();
  if (state.search !== search)
    return fail(`it belongs to another search (${state.search}) than this (${search})`);
  try {
    strategy.pending(state);
  } catch (error) {
    if (error instanceof PuregradError) return fail(error.message);
    throw error;
  }
  return { _tag: 'Right', right: state };
};
