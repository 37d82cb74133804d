import type { Timing } from './measure.ts';

/** One line of the report. */
export interface Row {
  readonly work: string;
  readonly timing: Timing;
  /** What the time means and what else was watched, by unit: `{ 'steps/s': 812 }`. */
  readonly figures: Readonly<Record<string, number>>;
}
