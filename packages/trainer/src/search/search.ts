import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { SearchState, Strategy, Trial } from './strategy.ts';

/** Runs a trial, and returns the value of a config after spending a budget on it. */
export type Evaluate<C> = (config: C, budget: number, signal: AbortSignal) => Promise<number>;

export interface SearchOptions<C, S = SearchState> {
  /** Decides which configs to try next. */
  readonly strategy: Strategy<C, S>;
  /** Trains and evaluates. A trial that throws has failed. When `signal` is aborted, it should end soon. */
  readonly evaluate: Evaluate<C>;
  /** The number of concurrent evaluations; 1 by default. */
  readonly concurrency?: number;
  /** The last state of an earlier search; its pending trials are run again. */
  readonly state?: S;
  /** Receives each new state, to save it; the search waits for it. */
  readonly onState?: (state: S) => void | Promise<void>;
  /** Stops the search; trials that throw afterwards remain pending. */
  readonly signal?: AbortSignal;
}

/** The events of a search, as plain values. */
export type SearchEvent<C, S = SearchState> =
  | TrialStartedEvent<C>
  | TrialFinishedEvent<C, S>
  | SearchDoneEvent<S>;

/** The evaluation of a trial has begun. */
export interface TrialStartedEvent<C> {
  readonly kind: 'trialStarted';
  readonly trial: Trial<C>;
}

/** The evaluation of a trial has ended. */
export interface TrialFinishedEvent<C, S = SearchState> {
  readonly kind: 'trialFinished';
  readonly trial: Trial<C>;
  /** The value; null if the trial failed. */
  readonly value: number | null;
  /** Why it failed. */
  readonly reason?: string;
  readonly state: S;
}

/** The search has ended. */
export interface SearchDoneEvent<S = SearchState> {
  readonly kind: 'done';
  readonly state: S;
  /** Whether `signal` ended the search; the state can be continued. */
  readonly aborted: boolean;
}

/**
 * Runs all trials of a strategy, optionally several at once. For the strategies of this package the result
 * does not depend on the concurrency, nor on interruptions.
 *
 * A trial has failed if its evaluation throws or does not return a finite number. It ranks last, and the search
 * continues. If the search is aborted, or if the caller leaves the loop, the running evaluations are signalled
 * and awaited, so none outlives the search.
 *
 * @throws ArgumentError if `concurrency` is not an integer of at least 1, or if the state belongs to another
 * search.
 * @example
 * ```ts
 * import { logUniform, randomSearch, search } from '@puregrad/trainer/search';
 * const strategy = randomSearch({ lambda: logUniform(1e-4, 1) }, { trials: 8, seed: 1 });
 * const evaluate = async ({ lambda }: { lambda: number }) => Math.log10(lambda / 0.01) ** 2;
 * for await (const event of search({ strategy, evaluate, concurrency: 2 }))
 *   if (event.kind === 'done') strategy.ranked(event.state)[0]?.config; // the λ nearest to 0.01
 * ```
 */
export async function* search<C, S = SearchState>(
  options: SearchOptions<C, S>,
): AsyncGenerator<SearchEvent<C, S>, void, void> {
  const {
    strategy,
    evaluate,
    concurrency = 1,
    state: initial,
    onState = () => {},
    signal,
  } = checkOptions('search', options, {
    strategy: '{ask,tell}',
    evaluate: 'function',
    concurrency: 'number?',
    state: 'any?',
    onState: 'function?',
    signal: 'object?',
  });
  if (!(Number.isInteger(concurrency) && concurrency >= 1))
    throw new ArgumentError(`search: concurrency must be an integer from 1, got ${concurrency}`);
  const stop = new AbortController();
  const abort = (): void => stop.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  const running = new Map<number, Promise<Outcome<C>>>();
  let state = initial === undefined ? strategy.init() : initial;
  const again = [...strategy.pending(state)];
  try {
    for (;;) {
      while (!stop.signal.aborted && running.size < concurrency) {
        let trial = again.shift();
        if (trial === undefined) {
          const [asked, [fresh]] = strategy.ask(state, 1);
          if (fresh === undefined) break;
          [state, trial] = [asked, fresh];
          await onState(state);
        }
        running.set(trial.id, run(evaluate, trial, stop.signal));
        yield { kind: 'trialStarted', trial };
      }
      if (running.size === 0) break;
      const outcome = await Promise.race(running.values());
      const { trial, value, reason } = outcome;
      running.delete(trial.id);
      // The trial was stopped and did not fail, so it remains pending.
      if (stop.signal.aborted && reason !== undefined) continue;
      state = strategy.tell(state, trial.id, value);
      await onState(state);
      yield reason === undefined
        ? { kind: 'trialFinished', trial, value, state }
        : { kind: 'trialFinished', trial, value: null, reason, state };
    }
    yield { kind: 'done', state, aborted: stop.signal.aborted && !strategy.isDone(state) };
  } finally {
    signal?.removeEventListener('abort', abort);
    stop.abort();
    await Promise.all(running.values());
  }
}

interface Outcome<C> {
  readonly trial: Trial<C>;
  readonly value: number;
  /** Why it failed. */
  readonly reason?: string;
}

/** Never rejects: a failure is an outcome. */
const run = async <C>(
  evaluate: Evaluate<C>,
  trial: Trial<C>,
  signal: AbortSignal,
): Promise<Outcome<C>> => {
  try {
    const value = await evaluate(trial.config, trial.budget, signal);
    return Number.isFinite(value)
      ? { trial, value }
      : { trial, value: Number.NaN, reason: `its value is ${value}` };
  } catch (error) {
    return {
      trial,
      value: Number.NaN,
      reason: error instanceof Error ? error.message : String(error),
    };
  }
};
