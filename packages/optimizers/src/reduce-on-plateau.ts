import { checkOptions, requireNumber, watch } from '@puregrad/tensors/interpreters';

export interface ReduceOnPlateauOptions {
  /** The factor that the rate is multiplied by, in (0, 1); 0.1 by default. */
  readonly factor?: number;
  /** Epochs without improvement to wait; 10 by default. */
  readonly patience?: number;
  /** The smallest improvement, as a share of the best value; 1e-4 by default. */
  readonly threshold?: number;
  /** Epochs after a reduction that do not count; 0 by default. */
  readonly cooldown?: number;
  /** The smallest share of the first rate; 0 by default. */
  readonly minScale?: number;
  /**
   * The better values: small ones (`min`, the default) or large ones (`max`). Leave it out for `fit`, which
   * takes it from the metric.
   */
  readonly mode?: 'min' | 'max';
}

/** The state between epochs, a plain value that JSON can hold. */
export interface PlateauState {
  readonly best: number | undefined;
  /** Epochs since the best. */
  readonly waited: number;
  /** Epochs that still do not count. */
  readonly cooling: number;
  /** The current share of the first rate. */
  readonly scale: number;
}

/** A pure state machine: from the watched value of each epoch to the current share of the rate. */
export interface Plateau {
  /** The better values, if given; otherwise the trainer takes it from the metric. */
  readonly mode?: 'min' | 'max' | undefined;
  /** The same with this mode. */
  readonly withMode?: (mode: 'min' | 'max') => Plateau;
  readonly init: () => PlateauState;
  readonly update: (state: PlateauState, value: number) => readonly [PlateauState, scale: number];
}

/**
 * Multiplies the learning rate by `factor` when the watched value has not improved for more than
 * `patience` epochs. NaN never improves. The scale reaches the optimizer through `adjustableRate`,
 * which the trainer puts around the optimizer.
 *
 * Source: PyTorch's `ReduceLROnPlateau`, with its numbers and relative threshold.
 *
 * @throws ArgumentError if the factor is outside (0, 1), the threshold or minScale is outside [0, 1), or a count is not an
 * integer from 0.
 * @example
 * ```ts
 * import { reduceOnPlateau } from '@puregrad/optimizers';
 * const plateau = reduceOnPlateau({ factor: 0.5, patience: 0 });
 * const [one] = plateau.update(plateau.init(), 1);
 * const [two, scale] = plateau.update(one, 1);
 * scale; // => 0.5
 * ```
 */
export const reduceOnPlateau = (options: ReduceOnPlateauOptions = {}): Plateau => {
  checkOptions('reduceOnPlateau', options, {
    factor: 'number?',
    patience: 'number?',
    threshold: 'number?',
    cooldown: 'number?',
    minScale: 'number?',
    mode: "'min'|'max'?",
  });
  const {
    factor = 0.1,
    patience = 10,
    threshold = 1e-4,
    cooldown = 0,
    minScale = 0,
    mode = 'min',
  } = options;
  requireNumber('reduceOnPlateau', { factor }, '(0, 1)');
  requireNumber('reduceOnPlateau', { patience, cooldown }, 'integer from 0');
  requireNumber('reduceOnPlateau', { threshold, minScale }, '[0, 1)');

  return {
    mode: options.mode,
    withMode: (mode) => reduceOnPlateau({ ...options, mode }),
    init: () => ({ best: undefined, waited: 0, cooling: 0, scale: 1 }),
    update: (state, value) => {
      checkOptions('reduceOnPlateau', { state }, { state: '{waited}' });
      const { best, waited, cooling, scale } = state;
      checkOptions(
        'reduceOnPlateau',
        { best, waited, cooling, scale, value },
        {
          best: 'number?',
          waited: 'number',
          cooling: 'number',
          scale: 'number',
          value: 'number|NaN',
        },
      );
      const watched = watch(state, value, { mode, margin: Math.abs(best ?? 0) * threshold });
      const counted = cooling > 0 ? 0 : watched.waited;
      const next: PlateauState =
        counted > patience
          ? { best, waited: 0, cooling: cooldown, scale: Math.max(scale * factor, minScale) }
          : { best: watched.best, waited: counted, cooling: Math.max(0, cooling - 1), scale };
      return [next, next.scale];
    },
  };
};
