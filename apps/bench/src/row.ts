import type { Timing } from './measure.ts';

/** One line of the report. */
export interface Row {
  readonly work: string;
  readonly timing: Timing;
  /** What the time means: steps a second, GF/s, and what else was watched. */
  readonly notes: readonly string[];
}

export const perSecond = ({ median }: Timing): string =>
  (1000 / median).toLocaleString('en-US', { maximumFractionDigits: median > 10 ? 1 : 0 });
