import { checkOptions, requireNumber, watch } from '@puregrad/tensors/interpreters';

export interface EarlyStoppingOptions {
  /** Epochs without improvement to wait; 5 by default. */
  readonly patience?: number;
  /** The difference by which a value must beat the best; 0 by default. */
  readonly minDelta?: number;
  /**
   * The better values: small ones (`min`, as for a loss, the default) or large ones (`max`, as for accuracy). Leave it
   * out for `fit`, which takes it from the metric.
   */
  readonly mode?: 'min' | 'max';
  /** Epochs at the start that can be the best but do not stop the run; 0 by default. */
  readonly warmup?: number;
}

/** The watched value after an epoch, and the candidate to keep if it is the best so far. */
export interface Observation<C> {
  /** The number of the epoch, from 1. */
  readonly epoch: number;
  readonly value: number;
  /** For example, the parameters. */
  readonly candidate: C;
}

/** The state between epochs: a plain value. */
export interface EarlyStoppingState<C> {
  readonly best: Observation<C> | undefined;
  /** Epochs since the best. */
  readonly waited: number;
}

/** The result of an observation. */
export type Verdict = 'improved' | 'waiting' | 'stop';

/** A pure state machine that keeps the best candidate and decides when to stop. */
export interface EarlyStopping {
  /** The better values, if given; otherwise the trainer takes it from the metric. */
  readonly mode?: 'min' | 'max' | undefined;
  /** The same with this mode. */
  readonly withMode?: (mode: 'min' | 'max') => EarlyStopping;
  readonly init: <C>() => EarlyStoppingState<C>;
  readonly update: <C>(
    state: EarlyStoppingState<C>,
    observation: Observation<C>,
  ) => readonly [EarlyStoppingState<C>, Verdict];
}

/**
 * Early stopping: stop when the watched value has not improved for `patience` epochs, and return to
 * the best candidate, which is in the state (`state.best.candidate`). NaN never improves.
 *
 * Source: Goodfellow, Bengio, Courville, *Deep Learning*, section 7.8.
 *
 * @throws ArgumentError if the patience or warm-up is not an integer from 0, or the delta is
 * negative.
 * @example
 * ```ts
 * import { earlyStopping } from '@puregrad/regularizers';
 * const stop = earlyStopping({ patience: 1 });
 * const [one] = stop.update(stop.init<string>(), { epoch: 1, value: 0.5, candidate: 'a' });
 * const [two, verdict] = stop.update(one, { epoch: 2, value: 0.6, candidate: 'b' });
 * verdict; // => 'stop'
 * two.best?.candidate; // => 'a'
 * ```
 */
export const earlyStopping = (options: EarlyStoppingOptions = {}): EarlyStopping => {
  checkOptions('earlyStopping', options, {
    patience: 'number?',
    minDelta: 'number?',
    mode: "'min'|'max'?",
    warmup: 'number?',
  });
  const { patience = 5, minDelta = 0, mode = 'min', warmup = 0 } = options;
  requireNumber('earlyStopping', { patience, warmup }, 'integer from 0');
  requireNumber('earlyStopping', { minDelta }, '[0, ∞]');

  return {
    mode: options.mode,
    withMode: (mode) => earlyStopping({ ...options, mode }),
    init: () => ({ best: undefined, waited: 0 }),
    update: (state, observation) => {
      checkOptions(
        'earlyStopping',
        { state, observation },
        { state: '{waited}', observation: '{epoch,value}' },
      );
      const { best } = state;
      const { value, epoch } = observation;
      checkOptions(
        'earlyStopping',
        { best, epoch, value, waited: state.waited },
        { best: '{value}?', epoch: 'number', value: 'number|NaN', waited: 'number' },
      );
      checkOptions('earlyStopping', { best: best?.value }, { best: 'number?' });
      const { improved, waited } = watch({ best: best?.value, waited: state.waited }, value, {
        mode,
        margin: minDelta,
      });
      if (improved) return [{ best: observation, waited }, 'improved'];
      return [
        { best, waited },
        waited >= Math.max(1, patience) && epoch > warmup ? 'stop' : 'waiting',
      ];
    },
  };
};
