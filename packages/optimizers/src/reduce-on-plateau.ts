import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';

export interface ReduceOnPlateauOptions {
  /** By what the rate is multiplied, in (0, 1); 0.1 by default. */
  readonly factor?: number;
  /** How many epochs without improvement are borne; 10 by default. */
  readonly patience?: number;
  /** By what share of the best a value must beat it; 1e-4 by default. */
  readonly threshold?: number;
  /** Epochs after a reduction in which none is counted; 0 by default. */
  readonly cooldown?: number;
  /** The least share of the first rate; 0 by default. */
  readonly minScale?: number;
  /**
   * Whether small values are good (`min`, the default) or large ones (`max`). `fit` knows it of its metrics:
   * leave it out there.
   */
  readonly mode?: 'min' | 'max';
}

/** A plain value, which JSON can hold. */
export interface PlateauState {
  readonly best: number | undefined;
  /** Epochs since the best. */
  readonly waited: number;
  /** Epochs that still do not count. */
  readonly cooling: number;
  /** The share of the first rate that is left. */
  readonly scale: number;
}

/** A pure state machine: from the watched value of each epoch to the share of the rate that is left. */
export interface Plateau {
  /** Which way is better, if that was said; the trainer takes it from the metric otherwise. */
  readonly mode?: 'min' | 'max' | undefined;
  /** The same with this mode. */
  readonly withMode?: (mode: 'min' | 'max') => Plateau;
  readonly init: () => PlateauState;
  readonly update: (state: PlateauState, value: number) => readonly [PlateauState, scale: number];
}

/**
 * Multiplies the learning rate by `factor` when the watched value has not improved for more than
 * `patience` epochs. NaN never improves. The scale reaches the optimizer through `adjustableRate`,
 * which the trainer sees to.
 *
 * Source: PyTorch's `ReduceLROnPlateau`, with its numbers and relative threshold.
 *
 * @throws ArgumentError for a factor outside (0, 1), or counts that are no integers from 0.
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
  if (!(factor > 0 && factor < 1))
    throw new ArgumentError(`reduceOnPlateau: factor must lie in (0, 1), got ${factor}`);
  for (const [name, value] of Object.entries({ patience, cooldown }))
    if (!Number.isInteger(value) || value < 0)
      throw new ArgumentError(`reduceOnPlateau: ${name} must be an integer from 0, got ${value}`);
  for (const [name, value] of Object.entries({ threshold, minScale }))
    if (!(value >= 0 && value < 1))
      throw new ArgumentError(`reduceOnPlateau: ${name} must lie in [0, 1), got ${value}`);

  const beats = (value: number, best: number): boolean =>
    mode === 'min'
      ? value < best - Math.abs(best) * threshold
      : value > best + Math.abs(best) * threshold;

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
      const improved = best === undefined ? !Number.isNaN(value) : beats(value, best);
      const counted = improved || cooling > 0 ? 0 : waited + 1;
      const next: PlateauState =
        counted > patience
          ? { best, waited: 0, cooling: cooldown, scale: Math.max(scale * factor, minScale) }
          : {
              best: improved ? value : best,
              waited: counted,
              cooling: Math.max(0, cooling - 1),
              scale,
            };
      return [next, next.scale];
    },
  };
};
