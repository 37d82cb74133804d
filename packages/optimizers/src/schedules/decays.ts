import {
  add,
  cos,
  div,
  floor,
  full,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  sub,
  type Tensor,
} from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import type { Schedule } from './schedule.ts';

/**
 * A constant rate.
 *
 * @example
 * ```ts
 * import { constantRate } from '@puregrad/optimizers';
 * import { scalar } from '@puregrad/tensors';
 * const rate = constantRate(0.5);
 * [0, 2, 4].map((step) => rate(scalar(step)).item()); // => [0.5, 0.5, 0.5]
 * ```
 */
export const constantRate = (rate: number): Schedule => {
  checkOptions('constantRate', { rate }, { rate: 'number' });
  requireNumber('constantRate', { rate }, '[0, ∞)');
  return (step) => full([], rate, { dtype: step.dtype });
};

/**
 * Half a cosine from `from` to `to` over `steps`, then `to`:
 * `to + (from - to) · (1 + cos(π · min(t, steps) / steps)) / 2`.
 *
 * Source: Loshchilov & Hutter, *SGDR* (ICLR 2017). TensorFlow's alpha is `to / from`.
 *
 * @throws ArgumentError if a rate is below 0, or if steps are not above 0.
 * @example
 * ```ts
 * import { cosineDecay } from '@puregrad/optimizers';
 * import { scalar } from '@puregrad/tensors';
 * cosineDecay({ from: 1, steps: 10 })(scalar(5, { dtype: 'float64' })).item().toFixed(6); // => '0.500000'
 * ```
 */
export const cosineDecay = (options: {
  readonly from: number;
  /** 0 by default. */
  readonly to?: number;
  readonly steps: number;
}): Schedule => {
  const {
    from,
    to = 0,
    steps,
  } = checkOptions('cosineDecay', options, { from: 'number', to: 'number?', steps: 'number' });
  requireNumber('cosineDecay', { from, to }, '[0, ∞)');
  requireNumber('cosineDecay', { steps }, '(0, ∞)');
  return (step) => {
    const progress = div(minimum(step, steps), steps);
    return add(mul(add(cos(mul(progress, Math.PI)), 1), (from - to) / 2), to);
  };
};

/** Options of a schedule whose rate may fall in stairs. */
export interface StairsOptions {
  /** The rate at step 0. */
  readonly from: number;
  /** The speed of the decay, at least 0. */
  readonly rate: number;
  /** The steps of one unit of time: above 0. */
  readonly steps: number;
  /** True if the rate falls only once every `steps`; false by default. */
  readonly staircase?: boolean;
}

/** A schedule as a function of time in units of `steps`; with `staircase`, in whole units. */
const inStairs = (
  operation: string,
  options: StairsOptions,
  rateAt: (progress: Tensor, from: number, rate: number) => Tensor,
): Schedule => {
  const { from, rate, steps, staircase } = checkOptions(operation, options, {
    from: 'number',
    rate: 'number',
    steps: 'number',
    staircase: 'boolean?',
  });
  requireNumber(operation, { from, rate }, '[0, ∞)');
  requireNumber(operation, { steps }, '(0, ∞)');
  return (step) => {
    const progress = div(step, steps);
    return rateAt(staircase ? floor(progress) : progress, from, rate);
  };
};

/**
 * `from · rate^(t / steps)`; with `staircase` the exponent is rounded down, so that the rate falls
 * once every `steps`. The lecture's `η₀ · 10^(-t/r)` is rate 0.1, steps r.
 *
 * @throws ArgumentError if a rate is below 0, or if steps are not above 0.
 * @example
 * ```ts
 * import { exponentialDecay } from '@puregrad/optimizers';
 * import { scalar } from '@puregrad/tensors';
 * const rate = exponentialDecay({ from: 1, rate: 0.25, steps: 4 });
 * [0, 2, 4].map((step) => rate(scalar(step)).item()); // => [1, 0.5, 0.25]
 * ```
 */
export const exponentialDecay = (options: StairsOptions): Schedule =>
  inStairs('exponentialDecay', options, (progress, from, rate) => mul(pow(rate, progress), from));

/**
 * `from / (1 + rate · t / steps)`; with `staircase`, `t / steps` is rounded down (TensorFlow 1's
 * inverse time decay).
 *
 * @example
 * ```ts
 * import { inverseTimeDecay } from '@puregrad/optimizers';
 * import { scalar } from '@puregrad/tensors';
 * const rate = inverseTimeDecay({ from: 1, rate: 1, steps: 2 });
 * [0, 2, 4].map((step) => rate(scalar(step)).item()); // => [1, 0.5, 0.3333333432674408]
 * ```
 */
export const inverseTimeDecay = (options: StairsOptions): Schedule =>
  inStairs('inverseTimeDecay', options, (progress, from, rate) =>
    div(from, add(mul(progress, rate), 1)),
  );

/**
 * The lecture's power scheduling, `from · (1 + t / steps)^(-power)`; power is 1 by default.
 *
 * @example
 * ```ts
 * import { powerDecay } from '@puregrad/optimizers';
 * import { scalar } from '@puregrad/tensors';
 * const rate = powerDecay({ from: 1, power: 1, steps: 2 });
 * [0, 2, 4].map((step) => rate(scalar(step)).item()); // => [1, 0.5, 0.3333333432674408]
 * ```
 */
export const powerDecay = (options: {
  readonly from: number;
  readonly steps: number;
  readonly power?: number;
}): Schedule => {
  const {
    from,
    steps,
    power = 1,
  } = checkOptions('powerDecay', options, { from: 'number', steps: 'number', power: 'number?' });
  requireNumber('powerDecay', { from }, '[0, ∞)');
  requireNumber('powerDecay', { steps }, '(0, ∞)');
  return (step) => mul(pow(add(div(step, steps), 1), -power), from);
};

/**
 * `to + (from - to) · (1 - u)^power` with `u = min(t, steps) / steps`; with `cycle`, `steps` is
 * stretched to its next multiple at each end, so that the rate rises again.
 *
 * @example
 * ```ts
 * import { polynomialDecay } from '@puregrad/optimizers';
 * import { scalar } from '@puregrad/tensors';
 * const rate = polynomialDecay({ from: 1, to: 0, steps: 4, power: 2 });
 * [0, 2, 4].map((step) => rate(scalar(step)).item()); // => [1, 0.25, 0]
 * ```
 */
export const polynomialDecay = (options: {
  readonly from: number;
  /** 0 by default. */
  readonly to?: number;
  readonly steps: number;
  /** 1, a straight line, by default. */
  readonly power?: number;
  /** false by default. */
  readonly cycle?: boolean;
}): Schedule => {
  const {
    from,
    to = 0,
    steps,
    power = 1,
    cycle = false,
  } = checkOptions('polynomialDecay', options, {
    from: 'number',
    to: 'number?',
    steps: 'number',
    power: 'number?',
    cycle: 'boolean?',
  });
  requireNumber('polynomialDecay', { from, to }, '[0, ∞)');
  requireNumber('polynomialDecay', { steps }, '(0, ∞)');
  return (step) => {
    // -⌊-x⌋ is ⌈x⌉.
    const length = cycle ? mul(maximum(neg(floor(div(neg(step), steps))), 1), steps) : steps;
    const left = sub(1, div(cycle ? step : minimum(step, steps), length));
    return add(mul(pow(left, power), from - to), to);
  };
};
