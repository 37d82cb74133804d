import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { SearchState, Strategy, Trial } from './strategy.ts';

/** Runs a trial: the value of a config after spending a budget on it. */
export type Evaluate<C> = (config: C, budget: number, signal: AbortSignal) => Promise<number>;

export interface SearchOptions<C, S = SearchState> {
  /** Which configs to try next. */
  readonly strategy: Strategy<C, S>;
  /** Trains and judges. What it throws is a failed trial; on `signal` it should end soon. */
  readonly evaluate: Evaluate<C>;
  /** How many evaluations run at once; 1 by default. */
  readonly concurrency?: number;
  /** Where an earlier search ended; its pending trials are run again. */
  readonly state?: S;
  /** Gets each new state, to save it; the search waits for it. */
  readonly onState?: (state: S) => void | Promise<void>;
  /** Stops the search; trials that then throw stay pending. */
  readonly signal?: AbortSignal;
}

/** What happens in a search, as plain values. */
export type SearchEvent<C, S = SearchState> =
  | TrialStartedEvent<C>
  | TrialFinishedEvent<C, S>
  | SearchDoneEvent<S>;

/** A trial is being evaluated. */
export interface TrialStartedEvent<C> {
  readonly kind: 'trialStarted';
  readonly trial: Trial<C>;
}

/** A trial has its value. */
export interface TrialFinishedEvent<C, S = SearchState> {
  readonly kind: 'trialFinished';
  readonly trial: Trial<C>;
  /** null where the trial failed. */
  readonly value: number | null;
  /** Why it failed. */
  readonly reason?: string;
  readonly state: S;
}

/** The search has ended. */
export interface SearchDoneEvent<S = SearchState> {
  readonly kind: 'done';
  readonly state: S;
  /** Whether `signal` ended it; the state goes on from there. */
  readonly aborted: boolean;
}

/**
 * Runs a strategy's trials, some at once, to the end. Of a strategy of this package the result is the
 * same for any concurrency, and for any number of interruptions in between.
 *
 * A trial whose evaluation throws, or gives no finite number, has failed and ranks last; the search
 * goes on. When it is aborted, or the caller leaves the loop, evaluations get their signal and are
 * waited for: none outlives the search.
 *
 * @throws ArgumentError for a concurrency that is no whole number from 1, or another search's state.
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
    throw new ArgumentError(`search: concurrency is a whole number from 1, got ${concurrency}`);
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
      // It did not fail, it was stopped: it stays pending.
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
