import { describe, expect, it, vi } from 'vitest';
import { measure, perSecond, timingOf } from './measure.ts';

describe('timingOf', () => {
  it('gives the median and the middle half, in whatever order samples come', () => {
    expect(timingOf([5, 1, 4, 2, 3])).toEqual({
      median: 3,
      lower: 2,
      upper: 4,
      samples: 5,
      total: 15,
    });
    expect(timingOf([4, 1, 3, 2])).toMatchObject({ median: 2.5, lower: 1.75, upper: 3.25 });
  });

  it('sorts numbers as numbers and leaves the samples as they were', () => {
    const samples = [10, 9, 100];
    expect(timingOf(samples).median).toBe(10);
    expect(samples).toEqual([10, 9, 100]);
  });

  it('is not moved by an outlier, as a mean would be', () => {
    expect(timingOf([1, 1, 1, 1, 1000]).median).toBe(1);
  });

  it('of one sample is that sample, and of none is an error', () => {
    expect(timingOf([7])).toEqual({ median: 7, lower: 7, upper: 7, samples: 1, total: 7 });
    expect(() => timingOf([])).toThrow('no samples');
  });
});

it('a pause lowers what is done per second, though not the median', () => {
  expect(perSecond(timingOf([10, 10, 10]))).toBeCloseTo(100, 9);
  expect(perSecond(timingOf([10, 10, 480]))).toBeCloseTo(6, 9);
});

describe('measure', () => {
  it('runs the work once for each warm-up and each sample', () => {
    let runs = 0;
    const timing = measure(() => runs++, { warmup: 3, samples: 5 });
    expect(runs).toBe(8);
    expect(timing.samples).toBe(5);
  });

  it('times each run alone, and the warm-up not at all', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const durations = [3000, 1, 10, 2];
      const work = () => vi.advanceTimersByTime(durations.shift()!);
      expect(measure(work, { warmup: 1, samples: 3 })).toMatchObject({ median: 2, total: 13 });
    } finally {
      vi.useRealTimers();
    }
  });
});
