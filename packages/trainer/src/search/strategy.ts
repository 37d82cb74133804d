/** One evaluation: a config, and the budget for it. */
export interface Trial<C> {
  /** Together with the strategy, the id determines the config; it is the same in every run of a search. */
  readonly id: number;
  readonly config: C;
  /** The budget, in a unit that `evaluate` decides, such as epochs. */
  readonly budget: number;
}

/** A completed trial. */
export interface Ranked<C> extends Trial<C> {
  /** The value that was told; null if the trial failed. */
  readonly value: number | null;
}

/**
 * The state of a search, as plain JSON. It holds ids and values, not configs, which follow from the strategy and
 * may therefore be of any type.
 */
export interface SearchState {
  /** A description of the search that the state belongs to. */
  readonly search: string;
  /** The ids of the trials that were asked for and not told. */
  readonly pending: readonly number[];
  /** Values by id, ordered by id, so that the state does not depend on the order of `tell`; null for a failed trial. */
  readonly told: readonly (readonly [id: number, value: number | null])[];
}

/**
 * A search for a good config as a pure state machine: ask for trials, and tell their values. A strategy does
 * not run trials; `search` does.
 *
 * The trials depend only on the strategy and the values, not on the order of `tell`, and not on whether the
 * state was saved and loaded in between.
 */
export interface Strategy<C, S = SearchState> {
  readonly init: () => S;
  /**
   * The requested number of trials, or all that can be run now; they are pending until told. The list may be
   * empty because the values of pending trials are needed first.
   */
  readonly ask: (state: S, count?: number) => readonly [state: S, trials: readonly Trial<C>[]];
  /**
   * Records the value of a pending trial. A value that is not finite means that the trial failed.
   *
   * @throws ArgumentError if no such trial is pending.
   */
  readonly tell: (state: S, trialId: number, value: number) => S;
  /** The trials that were asked for and not told; a resumed search runs them again. */
  readonly pending: (state: S) => readonly Trial<C>[];
  /** Whether all trials were asked for and told. */
  readonly isDone: (state: S) => boolean;
  /**
   * Each config once, with its latest trial: the best first, failed ones last. Larger budgets come first,
   * because their values are more reliable, and only the better configs reach them.
   */
  readonly ranked: (state: S) => readonly Ranked<C>[];
}

export interface StrategyOptions {
  /** Whether the smallest or the largest value is the best; `min` by default. */
  readonly mode?: 'min' | 'max';
}
