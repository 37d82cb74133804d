/** Times of one piece of work, in milliseconds. */
export interface Timing {
  readonly medianMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

export const median = (values: readonly number[]): number => {
  if (values.length === 0) throw new RangeError('no values, no median');
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
};

export const timingOf = (times: readonly number[]): Timing => ({
  medianMs: median(times),
  minMs: times.reduce((a, b) => Math.min(a, b)),
  maxMs: times.reduce((a, b) => Math.max(a, b)),
});

/** The item with the smallest median; the first of several. */
export const fastest = <T extends Timing>(timings: readonly T[]): T | undefined =>
  timings.reduce<T | undefined>(
    (best, timing) => (best === undefined || timing.medianMs < best.medianMs ? timing : best),
    undefined,
  );

/**
 * The largest difference of two lists of numbers, relative to the larger absolute value but to no less
 * than a millionth; infinite where lengths differ or a number is none.
 */
export const disagreement = (actual: readonly number[], expected: readonly number[]): number => {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  return expected.reduce((worst, value, i) => {
    const of = Math.abs(actual[i]! - value) / Math.max(1e-6, Math.abs(value));
    return Number.isNaN(of) ? Number.POSITIVE_INFINITY : Math.max(worst, of);
  }, 0);
};
