import { describe, expect, it } from 'vitest';
import { measure, timingOf } from './measure.ts';

describe('timingOf', () => {
  it('gives the median and the middle half, in whatever order samples come', () => {
    expect(timingOf([5, 1, 4, 2, 3])).toEqual({ median: 3, lower: 2, upper: 4, samples: 5 });
    expect(timingOf([4, 1, 3, 2])).toEqual({ median: 2.5, lower: 1.75, upper: 3.25, samples: 4 });
  });

  it('is not moved by an outlier, as a mean would be', () => {
    expect(timingOf([1, 1, 1, 1, 1000]).median).toBe(1);
  });

  it('of one sample is that sample, and of none is an error', () => {
    expect(timingOf([7])).toEqual({ median: 7, lower: 7, upper: 7, samples: 1 });
    expect(() => timingOf([])).toThrow('no samples');
  });
});

describe('measure', () => {
  it('runs the work once for each warm-up and each sample', () => {
    let runs = 0;
    const timing = measure(() => runs++, { warmup: 3, samples: 5 });
    expect(runs).toBe(8);
    expect(timing.samples).toBe(5);
    expect(timing.lower).toBeGreaterThanOrEqual(0);
  });
});
