import { describe, expect, it } from 'vitest';
import { disagreement, median, timingOf } from './statistics.ts';

describe('median', () => {
  it('is the middle, or half-way between the middle two, in whatever order values come', () => {
    expect(median([5, 1, 4, 2, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });

  it('sorts numbers as numbers and leaves them as they were', () => {
    const values = [10, 9, 100];
    expect(median(values)).toBe(10);
    expect(values).toEqual([10, 9, 100]);
  });

  it('of nothing is an error', () => {
    expect(() => median([])).toThrow('no values');
  });
});

it('timingOf is not moved by an outlier, but shows it', () => {
  expect(timingOf([1, 1, 1, 1, 1000])).toEqual({ medianMs: 1, minMs: 1, maxMs: 1000 });
});

describe('disagreement', () => {
  it('is relative to what is expected', () => {
    expect(disagreement([1, 2.2], [1, 2])).toBeCloseTo(0.1, 12);
    expect(disagreement([-100], [-101])).toBeCloseTo(1 / 101, 12);
  });

  it('does not magnify what is near zero', () => {
    expect(disagreement([1e-9], [0])).toBeCloseTo(1e-3, 12);
  });

  it('is infinite for numbers that are none, and for other counts of them', () => {
    expect(disagreement([Number.NaN], [1])).toBe(Number.POSITIVE_INFINITY);
    expect(disagreement([], [1])).toBe(Number.POSITIVE_INFINITY);
  });
});
