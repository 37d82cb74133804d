import {
  add,
  cos,
  div,
  floor,
  greater,
  log,
  mul,
  pow,
  sub,
  type Tensor,
  where,
} from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import type { Schedule } from './schedule.ts';

export interface CosineRestartsOptions {
  /** The rate at the start of each cycle. */
  readonly from: number;
  /** 0 by default. */
  readonly to?: number;
  /** The length of the first cycle. */
  readonly steps: number;
  /** How much longer each cycle is than the one before; 1 by default. */
  readonly lengthen?: number;
  /** How much smaller the swing of each cycle is than the one before; 1 by default. */
  readonly shrink?: number;
}

/**
 * Half a cosine from `from` to `to`, again and again: cycle i takes `steps · lengthenⁱ` steps and
 * swings by `(from - to) · shrinkⁱ`. A new cycle begins with the step at its start.
 *
 * Source: Loshchilov & Hutter, *SGDR* (ICLR 2017).
 *
 * @throws ArgumentError for a `lengthen` below 1.
 * @example
 * ```ts
 * import { cosineRestarts } from '@puregrad/optimizers';
 * import { scalar } from '@puregrad/tensors';
 * const rate = cosineRestarts({ from: 1, steps: 4 });
 * [0, 2, 4].map((step) => rate(scalar(step)).item()); // => [1, 0.4999999701976776, 1]
 * ```
 */
export const cosineRestarts = (options: CosineRestartsOptions): Schedule => {
  const {
    from,
    to = 0,
    steps,
    lengthen = 1,
    shrink = 1,
  } = checkOptions('cosineRestarts', options, {
    from: 'number',
    to: 'number?',
    steps: 'number',
    lengthen: 'number?',
    shrink: 'number?',
  });
  requireNumber('cosineRestarts', { from, to, shrink }, '[0, ∞)');
  requireNumber('cosineRestarts', { steps }, '(0, ∞)');
  requireNumber('cosineRestarts', { lengthen }, '[1, ∞)');

  const startOf = (cycle: Tensor): Tensor =>
    mul(lengthen === 1 ? cycle : div(sub(pow(lengthen, cycle), 1), lengthen - 1), steps);
  const cycleAt = (step: Tensor): Tensor => {
    if (lengthen === 1) return floor(div(step, steps));
    const cycles = div(log(add(mul(div(step, steps), lengthen - 1), 1)), Math.log(lengthen));
    // Rounded up a little, lest a restart come late; where that is too much, taken back.
    const guess = floor(add(cycles, 1e-3));
    return where(greater(startOf(guess), step), sub(guess, 1), guess);
  };
  return (step) => {
    const cycle = cycleAt(step);
    const length = mul(pow(lengthen, cycle), steps);
    const progress = div(sub(step, startOf(cycle)), length);
    const swing = mul(pow(shrink, cycle), (from - to) / 2);
    return add(mul(add(cos(mul(progress, Math.PI)), 1), swing), to);
  };
};
