/** Times of one piece of work, in milliseconds. */
export interface Timing {
  readonly median: number;
  /** The middle half of the samples lies between these two. */
  readonly lower: number;
  readonly upper: number;
  readonly samples: number;
  /** All samples together, pauses of the garbage collector included. */
  readonly total: number;
}

/** The value below which a share of sorted samples lies, interpolated. */
const quantile = (sorted: readonly number[], share: number): number => {
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
};

export const timingOf = (samples: readonly number[]): Timing => {
  if (samples.length === 0) throw new RangeError('no samples, no timing');
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    lower: quantile(sorted, 0.25),
    upper: quantile(sorted, 0.75),
    samples: samples.length,
    total: samples.reduce((sum, sample) => sum + sample, 0),
  };
};

/** How many a second over the whole time: pauses count, as a median would not have them. */
export const perSecond = ({ samples, total }: Timing): number => (1000 * samples) / total;

export interface MeasureOptions {
  /** Runs before the clock counts, for the compiler to warm up. */
  readonly warmup: number;
  readonly samples: number;
}

/** Times single runs of some work. */
export const measure = (work: () => void, { warmup, samples }: MeasureOptions): Timing => {
  for (let i = 0; i < warmup; i++) work();
  const times: number[] = [];
  for (let i = 0; i < samples; i++) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  return timingOf(times);
};
