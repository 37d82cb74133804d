/** One evaluation: a config, and how much to spend on it. */
export interface Trial<C> {
  /** Decides the config, together with the strategy: the same in every run of a search. */
  readonly id: number;
  readonly config: C;
  /** What `evaluate` takes it for, such as epochs. */
  readonly budget: number;
}

/** A trial that is over. */
export interface Ranked<C> extends Trial<C> {
  /** As told; null where it failed. */
  readonly value: number | null;
}

/**
 * What a search knows, as plain JSON. It holds ids and values; configs follow from the strategy, so
 * that they may be anything.
 */
export interface SearchState {
  /** Which search it belongs to. */
  readonly search: string;
  /** Trials given out whose values are awaited, by id. */
  readonly pending: readonly number[];
  /** Values by id, in the order of ids, so that the order of tells leaves no trace; null is failed. */
  readonly told: readonly (readonly [id: number, value: number | null])[];
}

/**
 * How to look for a good config, as a pure state machine: ask for trials, tell their values. Nothing
 * is run here; `search` does that.
 *
 * The trials follow from the strategy and the values alone, whatever the order of tells, and however
 * often the state was saved and loaded between.
 */
export interface Strategy<C, S = SearchState> {
  readonly init: () => S;
  /**
   * As many trials as asked for, or all that can be run now; they are pending until told. None may
   * mean that the values of pending ones are needed first.
   */
  readonly ask: (state: S, count?: number) => readonly [state: S, trials: readonly Trial<C>[]];
  /**
   * The value of a pending trial; one that is not finite means that it failed.
   *
   * @throws ArgumentError where no such trial is pending.
   */
  readonly tell: (state: S, trialId: number, value: number) => S;
  /** The trials that were asked for and not told: to run again, when a search is resumed. */
  readonly pending: (state: S) => readonly Trial<C>[];
  /** Whether there is nothing left to ask or to tell. */
  readonly isDone: (state: S) => boolean;
  /**
   * Each config once, with its latest trial: the best first, failed ones last. Larger budgets come
   * first: their values stand for more, and only the better configs get there.
   */
  readonly ranked: (state: S) => readonly Ranked<C>[];
}

export interface StrategyOptions {
  /** Whether the smallest value is the best or the largest; `min` by default. */
  readonly mode?: 'min' | 'max';
}
