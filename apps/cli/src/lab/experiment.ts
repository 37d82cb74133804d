import type { Dataset } from '@puregrad/data';
import type { Chart } from './chart.ts';

/** A claim of the lecture or of a paper, and how to hold it against the facts. */
export interface Experiment {
  /** What the command line and the files call it. */
  readonly name: string;
  readonly title: string;
  /** In a sentence. */
  readonly claim: string;
  /** Who says so. */
  readonly source: string;
  /** The figures that were published, short enough for a table. */
  readonly published: string;
  readonly run: (lab: Lab) => Promise<Outcome>;
}

/** Handwritten digits: `x` `[count, 784]` in [0, 1], `y` the digit. */
export interface Digits {
  readonly train: Dataset;
  readonly test: Dataset;
}

/** What an experiment may use. */
export interface Lab {
  /** The long setting, the one to hold against published figures. */
  readonly full: boolean;
  readonly seed: number;
  /** MNIST, read once. */
  readonly digits: () => Promise<Digits>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Says what is being done, and what share of it is. */
  readonly tell: (doing: string, share: number) => void;
  /** Computes once: an experiment that is interrupted finds its finished parts again. */
  readonly part: <T>(name: string, compute: () => Promise<T>) => Promise<T>;
}

export type Verdict = 'reproduced' | 'in part' | 'not reproduced';

/** What was found. */
export interface Outcome {
  readonly verdict: Verdict;
  /** Our figures beside the published ones, as short. */
  readonly ours: string;
  /** A paragraph: what was done, what came out, and why where it differs. */
  readonly finding: string;
  /** All numbers, as plain JSON. */
  readonly figures: unknown;
  readonly chart: Chart;
}

/** Thrown where an experiment is interrupted. */
export class Interrupted extends Error {}

/** All checks hold, some do, or none does. */
export const verdictOf = (checks: readonly boolean[]): Verdict =>
  checks.every(Boolean) ? 'reproduced' : checks.some(Boolean) ? 'in part' : 'not reproduced';
