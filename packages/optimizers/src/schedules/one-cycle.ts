import {
  ArgumentError,
  add,
  clip,
  cos,
  div,
  full,
  greater,
  mul,
  sub,
  type Tensor,
  where,
} from '@puregrad/tensors';
import { checkOptions, type KindsOf, requireNumber } from '@puregrad/tensors/interpreters';
import type { Schedule } from './schedule.ts';

export interface OneCycleOptions {
  /** The highest rate. */
  readonly max: number;
  /** The number of steps of the whole cycle. */
  readonly steps: number;
  /** The share of the steps on which the rate rises; 0.3 by default. */
  readonly rising?: number;
  /** `cosine` by default. */
  readonly anneal?: 'cosine' | 'linear';
  /** True if the rate first returns to its start as fast as it rose, and then falls further; false by default. */
  readonly threePhases?: boolean;
  /** The start is `max / divFactor`; 25 by default. */
  readonly divFactor?: number;
  /** The end is `start / finalDivFactor`; 10,000 by default. */
  readonly finalDivFactor?: number;
}

const endsKinds: KindsOf<Omit<OneCycleOptions, 'max'>> = {
  steps: 'number',
  rising: 'number?',
  anneal: "'cosine'|'linear'?",
  threePhases: 'boolean?',
  divFactor: 'number?',
  finalDivFactor: 'number?',
};

/** The end of a phase: its step and value. */
interface Phase {
  readonly end: number;
  readonly value: number;
}

const between = (step: Tensor, from: Phase, to: Phase, anneal: 'cosine' | 'linear'): Tensor => {
  const progress = clip(div(sub(step, from.end), to.end - from.end), { min: 0, max: 1 });
  return anneal === 'linear'
    ? add(mul(progress, to.value - from.value), from.value)
    : add(mul(add(cos(mul(progress, Math.PI)), 1), (from.value - to.value) / 2), to.value);
};

/** Interpolates between the ends of phases. The last value stays. */
const through = (phases: readonly Phase[], anneal: 'cosine' | 'linear'): Schedule => {
  const [start, ...rest] = phases as [Phase, ...Phase[]];
  return (step) =>
    rest.reduce<Tensor>(
      (value, phase, i) => {
        const from = phases[i]!;
        return where(greater(step, from.end), between(step, from, phase, anneal), value);
      },
      full([], start.value, { dtype: step.dtype }),
    );
};

/**
 * The steps at which the phases of `oneCycle` end: PyTorch counts the first step as 0 and the last as
 * `steps - 1`.
 *
 * @example
 * ```ts
 * import { oneCycleEnds } from '@puregrad/optimizers';
 * oneCycleEnds({ steps: 11 }); // => [2.3, 10]
 * ```
 */
export const oneCycleEnds = (options: Omit<OneCycleOptions, 'max'>): readonly number[] => {
  const { steps, rising = 0.3, threePhases = false } = checkOptions('oneCycle', options, endsKinds);
  requireNumber('oneCycle', { steps }, '(0, ∞)');
  const top = rising * steps - 1;
  if (!(rising < (threePhases ? 0.5 : 1) && top > 0))
    throw new ArgumentError(
      `oneCycle: the rising share must be above 0, below ${threePhases ? 0.5 : 1}, and take more than a step, got ${rising} of ${steps} steps`,
    );
  return threePhases ? [top, 2 * top, steps - 1] : [top, steps - 1];
};

/**
 * One cycle: the rate rises from `max / divFactor` to `max`, then falls far below its start.
 *
 * Source: Smith & Topin, *Super-convergence* (2018), as PyTorch's OneCycleLR.
 *
 * @throws ArgumentError if the rising share leaves no step for the fall or the rise.
 * @example
 * ```ts
 * import { oneCycle } from '@puregrad/optimizers';
 * import { scalar } from '@puregrad/tensors';
 * const rate = oneCycle({ max: 1, steps: 11 });
 * [0, 2, 4].map((step) => rate(scalar(step)).item());
 * // => [0.03999999910593033, 0.9602614641189575, 0.8844757080078125]
 * ```
 */
export const oneCycle = (options: OneCycleOptions): Schedule => {
  const { max, ...others } = checkOptions('oneCycle', options, { ...endsKinds, max: 'number' });
  const { divFactor = 25, finalDivFactor = 1e4, anneal = 'cosine' } = others;
  requireNumber('oneCycle', { max }, '[0, ∞)');
  const low = max / divFactor;
  const ends = [0, ...oneCycleEnds(others)];
  const values = [low, max, ...(options.threePhases ? [low] : []), low / finalDivFactor];
  return through(
    ends.map((end, i) => ({ end, value: values[i]! })),
    anneal,
  );
};

/**
 * The momentum that goes with `oneCycle`: low while the rate is high. It is between 0.95 and 0.85 by default.
 *
 * @example
 * ```ts
 * import { oneCycleMomentum } from '@puregrad/optimizers';
 * import { scalar } from '@puregrad/tensors';
 * const rate = oneCycleMomentum({ steps: 10 });
 * [0, 2, 4].map((step) => rate(scalar(step)).item());
 * // => [0.949999988079071, 0.8500000238418579, 0.8688254952430725]
 * ```
 */
export const oneCycleMomentum = (
  given: Omit<OneCycleOptions, 'max' | 'divFactor' | 'finalDivFactor'> & {
    readonly base?: number;
    readonly max?: number;
  },
): Schedule => {
  const {
    base = 0.85,
    max = 0.95,
    ...options
  } = checkOptions('oneCycleMomentum', given, {
    steps: 'number',
    rising: 'number?',
    anneal: "'cosine'|'linear'?",
    threePhases: 'boolean?',
    base: 'number?',
    max: 'number?',
  });
  const ends = [0, ...oneCycleEnds(options)];
  const values = [max, base, max, max];
  return through(
    ends.map((end, i) => ({ end, value: values[i]! })),
    options.anneal ?? 'cosine',
  );
};
