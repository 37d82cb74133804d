import { compile, scalar, type Tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { constantRate, cosineDecay, exponentialDecay, type Schedule } from './schedules.ts';

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

  it('take their dtype from the step, and compile', () => {
    const run = compile((t: Tensor) => cosineDecay({ from: 1, steps: 10 })(t));
    expect(run(scalar(5)).dtype).toBe('float32');
    expect(run(scalar(5)).item()).toBeCloseTo(0.5, 6);
  });

  it('refuse what is no rate and no number of steps', () => {
    expect(() => cosineDecay({ from: -1, steps: 1 })).toThrow('cosineDecay: from must be finite');
    expect(() => cosineDecay({ from: 1, steps: 0 })).toThrow(
      'cosineDecay: steps must be above 0, got 0',
    );
    expect(() => exponentialDecay({ from: 1, rate: Number.NaN, steps: 1 })).toThrow(
      'rate must be finite',
    );
    expect(() => constantRate(Infinity)).toThrow('constantRate: rate must be finite');
  });
});
