import { ArgumentError, full, greater, greaterEqual, type Tensor, where } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import type { Schedule } from './schedule.ts';

export interface PiecewiseConstantOptions {
  /** Steps at which the rate changes, in increasing order. */
  readonly boundaries: readonly number[];
  /** The rates: one more than boundaries. */
  readonly rates: readonly number[];
  /** True if the old rate still applies *at* a boundary, as in TensorFlow 1; false by default. */
  readonly oldAtBoundary?: boolean;
}

/**
 * A rate up to each boundary, and the next one from there on, as PyTorch's MultiStepLR and Optax.
 *
 * @throws ArgumentError if the numbers of rates and boundaries do not fit, or if boundaries do not rise.
 * @example
 * ```ts
 * import { piecewiseConstant } from '@puregrad/optimizers';
 * import { scalar } from '@puregrad/tensors';
 * const rate = piecewiseConstant({ boundaries: [2], rates: [1, 0.5] });
 * [0, 2, 4].map((step) => rate(scalar(step)).item()); // => [1, 0.5, 0.5]
 * ```
 */
export const piecewiseConstant = (options: PiecewiseConstantOptions): Schedule => {
  const {
    boundaries,
    rates,
    oldAtBoundary = false,
  } = checkOptions('piecewiseConstant', options, {
    boundaries: 'number[]',
    rates: 'number[]',
    oldAtBoundary: 'boolean?',
  });
  if (rates.length !== boundaries.length + 1)
    throw new ArgumentError(
      `piecewiseConstant: ${boundaries.length} boundaries need ${boundaries.length + 1} rates, got ${rates.length}`,
    );
  if (boundaries.some((boundary, i) => i > 0 && boundary <= boundaries[i - 1]!))
    throw new ArgumentError(
      `piecewiseConstant: boundaries must rise, got ${boundaries.join(', ')}`,
    );
  for (const rate of rates) requireNumber('piecewiseConstant', { 'a rate': rate }, '[0, ∞)');
  const isPast = oldAtBoundary ? greater : greaterEqual;
  return (step) =>
    boundaries.reduce<Tensor>(
      (rate, boundary, i) => where(isPast(step, boundary), rates[i + 1]!, rate),
      full([], rates[0]!, { dtype: step.dtype }),
    );
};

/**
 * `from · rate^k`, k the number of milestones reached (PyTorch's MultiStepLR).
 *
 * @example
 * ```ts
 * import { multiStepDecay } from '@puregrad/optimizers';
 * import { scalar } from '@puregrad/tensors';
 * const rate = multiStepDecay({ from: 1, milestones: [1, 4], rate: 0.5 });
 * [0, 2, 4].map((step) => rate(scalar(step)).item()); // => [1, 0.5, 0.25]
 * ```
 */
export const multiStepDecay = (options: {
  readonly from: number;
  readonly rate: number;
  readonly milestones: readonly number[];
}): Schedule => {
  const { from, rate, milestones } = checkOptions('multiStepDecay', options, {
    from: 'number',
    rate: 'number',
    milestones: 'number[]',
  });
  return piecewiseConstant({
    boundaries: milestones,
    rates: [from, ...milestones.map((_, i) => from * rate ** (i + 1))],
  });
};
