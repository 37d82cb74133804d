import { compile, scalar, type Tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { joinSchedules, linearWarmup, scaleSchedule, warmupCosine } from './combinators.ts';
import { cosineRestarts } from './cosine-restarts.ts';
import { constantRate, cosineDecay, exponentialDecay, polynomialDecay } from './decays.ts';
import { oneCycle, oneCycleMomentum } from './one-cycle.ts';
import { multiStepDecay, piecewiseConstant } from './piecewise-constant.ts';
import type { Schedule } from './schedule.ts';

const at = (schedule: Schedule, t: number): number =>
  schedule(scalar(t, { dtype: 'float64' })).item();

describe('schedules', () => {
  it('constantRate', () => {
    expect([0, 7].map((t) => at(constantRate(0.1), t))).toEqual([0.1, 0.1]);
  });

  it('cosineDecay goes down half a cosine, then stays', () => {
    const schedule = cosineDecay({ from: 1, to: 0.2, steps: 10 });
    const expected = [0, 3, 5, 10, 25].map(
      (t) => 0.2 + 0.4 * (1 + Math.cos((Math.PI * Math.min(t, 10)) / 10)),
    );
    for (const [i, t] of [0, 3, 5, 10, 25].entries())
      expect(at(schedule, t)).toBeCloseTo(expected[i]!, 12);
  });

  it('exponentialDecay goes smoothly, or in stairs', () => {
    expect(at(exponentialDecay({ from: 2, rate: 0.1, steps: 4 }), 2)).toBeCloseTo(
      2 * Math.sqrt(0.1),
      12,
    );
    const stairs = exponentialDecay({ from: 2, rate: 0.1, steps: 4, staircase: true });
    expect([3, 4, 7, 8].map((t) => at(stairs, t))).toEqual(
      [2, 0.2, 0.2, 0.02].map((rate) => expect.closeTo(rate, 12)),
    );
  });

  it('piecewiseConstant changes at its boundaries, or just after them as TensorFlow 1', () => {
    const options = { boundaries: [3, 7], rates: [0.1, 0.04, 0.01] };
    const rates = (schedule: Schedule) => [0, 3, 4, 7, 8].map((t) => at(schedule, t));
    expect(rates(piecewiseConstant(options))).toEqual([0.1, 0.04, 0.04, 0.01, 0.01]);
    expect(rates(piecewiseConstant({ ...options, oldAtBoundary: true }))).toEqual([
      0.1, 0.1, 0.04, 0.04, 0.01,
    ]);
    expect(at(multiStepDecay({ from: 1, rate: 0.5, milestones: [2, 4] }), 4)).toBe(0.25);
  });

  it('cosineRestarts begins each cycle at its very first step, in float32 too', () => {
    const schedule = cosineRestarts({ from: 1, steps: 3, lengthen: 3, shrink: 0.5 });
    // Cycles of 3, 9, 27, 81, … steps begin at 0, 3, 12, 39, 120, 363, 1092, 3279.
    for (const [i, start] of [0, 3, 12, 39, 120, 363, 1092, 3279].entries())
      for (const dtype of ['float32', 'float64'] as const) {
        expect(schedule(scalar(start, { dtype })).item()).toBeCloseTo(0.5 ** i, 6);
        if (start > 0) expect(schedule(scalar(start - 1, { dtype })).item()).toBeLessThan(0.5 ** i);
      }
  });

  it('polynomialDecay is a straight line at power 1, and springs up in cycles', () => {
    const line = polynomialDecay({ from: 1, to: 0.5, steps: 10 });
    expect([0, 4, 10, 11].map((t) => at(line, t))).toEqual([1, 0.8, 0.5, 0.5]);
    const cycles = polynomialDecay({ from: 1, steps: 10, cycle: true });
    expect([10, 11].map((t) => at(cycles, t))).toEqual([0, expect.closeTo(0.45, 12)]);
  });

  it('join from their own beginnings, and scale', () => {
    const joined = joinSchedules(
      [linearWarmup({ to: 1, steps: 4 }), cosineDecay({ from: 1, steps: 8 })],
      [4],
    );
    expect([0, 2, 4, 8, 12].map((t) => at(joined, t))).toEqual(
      [0, 0.5, 1, 0.5, 0].map((rate) => expect.closeTo(rate, 12)),
    );
    const same = warmupCosine({ peak: 1, warmup: 4, steps: 12 });
    for (let t = 0; t < 15; t++) expect(at(same, t)).toBe(at(joined, t));
    expect(at(scaleSchedule(joined, 3), 2)).toBe(1.5);
    expect(() => joinSchedules([joined], [3])).toThrow('1 schedules need 0 boundaries, got 1');
  });

  it('oneCycle rises to its top and ends far below its start; momentum does the reverse', () => {
    const options = { steps: 20, rising: 0.3 };
    const rate = oneCycle({ ...options, max: 1 });
    expect([0, 5, 19, 40].map((t) => at(rate, t))).toEqual(
      [0.04, 1, 4e-6, 4e-6].map((value) => expect.closeTo(value, 12)),
    );
    const momentum = oneCycleMomentum(options);
    expect([0, 5, 19].map((t) => at(momentum, t))).toEqual(
      [0.95, 0.85, 0.95].map((value) => expect.closeTo(value, 12)),
    );
    expect(() => oneCycle({ max: 1, steps: 2 })).toThrow('take more than a step');
  });

  it('take their dtype from the step, and compile', () => {
    const run = compile((t: Tensor) => cosineDecay({ from: 1, steps: 10 })(t));
    expect(run(scalar(5)).dtype).toBe('float32');
    expect(run(scalar(5)).item()).toBeCloseTo(0.5, 6);
  });

  it('refuse invalid rates and numbers of steps', () => {
    expect(() => cosineDecay({ from: -1, steps: 1 })).toThrow(
      'cosineDecay: from must lie in [0, ∞)',
    );
    expect(() => cosineDecay({ from: 1, steps: 0 })).toThrow(
      'cosineDecay: steps must lie in (0, ∞), got 0',
    );
    expect(() => exponentialDecay({ from: 1, rate: Infinity, steps: 1 })).toThrow(
      'rate must lie in [0, ∞)',
    );
    expect(() => constantRate(Infinity)).toThrow('constantRate: rate must lie in [0, ∞)');
  });
});
