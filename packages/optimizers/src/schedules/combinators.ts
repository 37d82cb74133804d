import {
  ArgumentError,
  add,
  div,
  greaterEqual,
  minimum,
  mul,
  sub,
  type Tensor,
  where,
} from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { cosineDecay } from './decays.ts';
import type { Schedule } from './schedule.ts';

/**
 * A schedule multiplied by a factor.
 *
 * @example
 * ```ts
 * import { constantRate, scaleSchedule } from '@puregrad/optimizers';
 * import { scalar } from '@puregrad/tensors';
 * const rate = scaleSchedule(constantRate(0.5), 0.5);
 * [0, 2, 4].map((step) => rate(scalar(step)).item()); // => [0.25, 0.25, 0.25]
 * ```
 */
export const scaleSchedule = (schedule: Schedule, factor: number): Schedule => {
  checkOptions('scaleSchedule', { schedule, factor }, { schedule: 'function', factor: 'number' });
  return (step) => mul(schedule(step), factor);
};

/**
 * One schedule after the other. Each counts its steps from its own start.
 *
 * @throws ArgumentError if there is not exactly one boundary between each two schedules.
 * @example
 * ```ts
 * import { cosineDecay, joinSchedules, linearWarmup } from '@puregrad/optimizers';
 * const schedule = joinSchedules(
 *   [linearWarmup({ to: 0.1, steps: 100 }), cosineDecay({ from: 0.1, steps: 900 })],
 *   [100],
 * );
 * ```
 */
export const joinSchedules = (
  schedules: readonly [Schedule, ...(readonly Schedule[])],
  boundaries: readonly number[],
): Schedule => {
  checkOptions(
    'joinSchedules',
    { schedules, boundaries },
    { schedules: 'function[]', boundaries: 'number[]' },
  );
  if (boundaries.length !== schedules.length - 1)
    throw new ArgumentError(
      `joinSchedules: ${schedules.length} schedules need ${schedules.length - 1} boundaries, got ${boundaries.length}`,
    );
  const [first, ...rest] = schedules;
  return (step) =>
    rest.reduce<Tensor>((rate, schedule, i) => {
      const boundary = boundaries[i]!;
      return where(greaterEqual(step, boundary), schedule(sub(step, boundary)), rate);
    }, first(step));
};

/**
 * A straight line from `from` to `to` over `steps`, then `to`; `from` is 0 by default.
 *
 * @example
 * ```ts
 * import { linearWarmup } from '@puregrad/optimizers';
 * import { scalar } from '@puregrad/tensors';
 * const rate = linearWarmup({ to: 1, steps: 4 });
 * [0, 2, 4].map((step) => rate(scalar(step)).item()); // => [0, 0.5, 1]
 * ```
 */
export const linearWarmup = (options: {
  readonly from?: number;
  readonly to: number;
  readonly steps: number;
}): Schedule => {
  const {
    from = 0,
    to,
    steps,
  } = checkOptions('linearWarmup', options, { from: 'number?', to: 'number', steps: 'number' });
  requireNumber('linearWarmup', { from, to }, '[0, ∞)');
  requireNumber('linearWarmup', { steps }, '(0, ∞)');
  return (step) => add(mul(div(minimum(step, steps), steps), to - from), from);
};

/**
 * A straight line from `from` up to `peak` over `warmup` steps, then half a cosine down to `to`.
 * `steps` counts both parts.
 *
 * @throws ArgumentError if the warm-up takes all the steps.
 * @example
 * ```ts
 * import { warmupCosine } from '@puregrad/optimizers';
 * import { scalar } from '@puregrad/tensors';
 * const rate = warmupCosine({ peak: 1, warmup: 2, steps: 10 });
 * [0, 2, 4].map((step) => rate(scalar(step)).item()); // => [0, 1, 0.8535534143447876]
 * ```
 */
export const warmupCosine = (options: {
  /** 0 by default. */
  readonly from?: number;
  readonly peak: number;
  /** 0 by default. */
  readonly to?: number;
  readonly warmup: number;
  readonly steps: number;
}): Schedule => {
  const {
    from = 0,
    peak,
    to = 0,
    warmup,
    steps,
  } = checkOptions('warmupCosine', options, {
    from: 'number?',
    peak: 'number',
    to: 'number?',
    warmup: 'number',
    steps: 'number',
  });
  if (!(warmup < steps))
    throw new ArgumentError(
      `warmupCosine: the warm-up must end before the schedule, got ${warmup} of ${steps} steps`,
    );
  return joinSchedules(
    [
      linearWarmup({ from, to: peak, steps: warmup }),
      cosineDecay({ from: peak, to, steps: steps - warmup }),
    ],
    [warmup],
  );
};
