import { scalar } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { linearWarmup, warmupCosine } from './combinators.ts';
import { cosineRestarts } from './cosine-restarts.ts';
import {
  cosineDecay,
  exponentialDecay,
  inverseTimeDecay,
  polynomialDecay,
  powerDecay,
} from './decays.ts';
import { oneCycle, oneCycleMomentum } from './one-cycle.ts';
import { piecewiseConstant } from './piecewise-constant.ts';
import type { Schedule } from './schedule.ts';

/** Half a cosine from a to b. */
const half = (a: number, b: number, share: number) =>
  b + ((a - b) * (1 + Math.cos(Math.PI * share))) / 2;
const line = (a: number, b: number, share: number) => a + (b - a) * share;

/** Rates that begin neither at 0 nor at 1, and end apart from both, by the formulas of their comments. */
const rows: readonly (readonly [string, Schedule, (t: number) => number])[] = [
  [
    'cosineDecay',
    cosineDecay({ from: 3, to: 0.5, steps: 8 }),
    (t) => half(3, 0.5, Math.min(t, 8) / 8),
  ],
  [
    'exponentialDecay',
    exponentialDecay({ from: 3, rate: 0.4, steps: 5 }),
    (t) => 3 * 0.4 ** (t / 5),
  ],
  [
    'inverseTimeDecay',
    inverseTimeDecay({ from: 3, rate: 0.4, steps: 5 }),
    (t) => 3 / (1 + (0.4 * t) / 5),
  ],
  [
    'inverseTimeDecay in stairs',
    inverseTimeDecay({ from: 3, rate: 0.4, steps: 5, staircase: true }),
    (t) => 3 / (1 + 0.4 * Math.floor(t / 5)),
  ],
  ['powerDecay', powerDecay({ from: 3, steps: 5 }), (t) => 3 / (1 + t / 5)],
  ['powerDecay 2', powerDecay({ from: 3, steps: 5, power: 2 }), (t) => 3 * (1 + t / 5) ** -2],
  [
    'polynomialDecay',
    polynomialDecay({ from: 3, to: 0.5, steps: 8, power: 2 }),
    (t) => 0.5 + 2.5 * (1 - Math.min(t, 8) / 8) ** 2,
  ],
  [
    'polynomialDecay in cycles',
    polynomialDecay({ from: 3, to: 0.5, steps: 4, power: 2, cycle: true }),
    (t) => 0.5 + 2.5 * (1 - t / (4 * Math.max(1, Math.ceil(t / 4)))) ** 2,
  ],
  [
    'linearWarmup',
    linearWarmup({ from: 0.5, to: 3, steps: 8 }),
    (t) => line(0.5, 3, Math.min(t, 8) / 8),
  ],
  [
    'warmupCosine',
    warmupCosine({ from: 0.25, peak: 3, to: 0.5, warmup: 4, steps: 12 }),
    (t) => (t < 4 ? line(0.25, 3, t / 4) : half(3, 0.5, Math.min(t - 4, 8) / 8)),
  ],
  [
    'cosineRestarts',
    cosineRestarts({ from: 3, to: 0.5, steps: 4, shrink: 0.6 }),
    (t) => 0.5 + (half(3, 0.5, (t % 4) / 4) - 0.5) * 0.6 ** Math.floor(t / 4),
  ],
  [
    'cosineRestarts, longer each time',
    cosineRestarts({ from: 3, to: 0.5, steps: 2, lengthen: 3 }),
    // Cycles of 2, 6, 18 steps.
    (t) => half(3, 0.5, t < 2 ? t / 2 : t < 8 ? (t - 2) / 6 : (t - 8) / 18),
  ],
  [
    'cosineRestarts, hardly longer each time',
    cosineRestarts({ from: 3, to: 0.5, steps: 4, lengthen: 1.5 }),
    // Cycles of 4, 6, 9, 13.5 steps.
    (t) =>
      half(3, 0.5, t < 4 ? t / 4 : t < 10 ? (t - 4) / 6 : t < 19 ? (t - 10) / 9 : (t - 19) / 13.5),
  ],
  [
    'oneCycle',
    oneCycle({ max: 3, steps: 12, rising: 0.5, divFactor: 4, finalDivFactor: 10 }),
    (t) => (t <= 5 ? half(0.75, 3, t / 5) : half(3, 0.075, Math.min(t - 5, 6) / 6)),
  ],
  [
    'oneCycle, linear',
    oneCycle({
      max: 3,
      steps: 12,
      rising: 0.5,
      divFactor: 4,
      finalDivFactor: 10,
      anneal: 'linear',
    }),
    (t) => (t <= 5 ? line(0.75, 3, t / 5) : line(3, 0.075, Math.min(t - 5, 6) / 6)),
  ],
  [
    'oneCycle in three phases',
    oneCycle({
      max: 3,
      steps: 15,
      rising: 0.4,
      divFactor: 4,
      finalDivFactor: 10,
      threePhases: true,
    }),
    (t) =>
      t <= 5
        ? half(0.75, 3, t / 5)
        : t <= 10
          ? half(3, 0.75, (t - 5) / 5)
          : half(0.75, 0.075, Math.min(t - 10, 4) / 4),
  ],
  [
    'oneCycleMomentum',
    oneCycleMomentum({ steps: 12, rising: 0.5, base: 0.5, max: 0.9 }),
    (t) => (t <= 5 ? half(0.9, 0.5, t / 5) : half(0.5, 0.9, Math.min(t - 5, 6) / 6)),
  ],
  [
    'oneCycleMomentum, linear',
    oneCycleMomentum({ steps: 12, rising: 0.5, base: 0.5, max: 0.9, anneal: 'linear' }),
    (t) => (t <= 5 ? line(0.9, 0.5, t / 5) : line(0.5, 0.9, Math.min(t - 5, 6) / 6)),
  ],
  [
    'oneCycleMomentum in three phases',
    oneCycleMomentum({ steps: 15, rising: 0.4, base: 0.5, max: 0.9, threePhases: true }),
    (t) => (t <= 5 ? half(0.9, 0.5, t / 5) : t <= 10 ? half(0.5, 0.9, (t - 5) / 5) : 0.9),
  ],
  [
    'piecewiseConstant without boundaries',
    piecewiseConstant({ boundaries: [], rates: [3] }),
    () => 3,
  ],
];

describe('schedules follow their formulas at every step', () => {
  it.each(rows)('%s', (_, schedule, formula) => {
    for (let t = 0; t < 20; t++)
      expect(schedule(scalar(t, { dtype: 'float64' })).item(), `step ${t}`).toBeCloseTo(
        formula(t),
        12,
      );
  });
});
