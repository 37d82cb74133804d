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
  /** The length of each cycle relative to the one before; 1 by default. */
  readonly lengthen?: number;
  /** The amplitude of each cycle relative to the one before; 1 by default. */
  readonly shrink?: number;
}

/**
 * Half a cosine from `from` to `to`, repeated: cycle i takes `steps · lengthenⁱ` steps and has the
 * amplitude `(from - to) · shrinkⁱ`. The step at the start of a cycle belongs to that cycle.
 *
 * Source: Loshchilov & Hutter, *SGDR* (ICLR 2017).
 *
 * @throws ArgumentError if `lengthen` is below 1.
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
    // Rounded up a little, so that no restart comes late; reduced again if that is too much.
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
