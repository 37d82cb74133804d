import type { Mismatch, Precision } from './compare.ts';
import type { GoldenCase } from './format.ts';
import type { Run } from './mode.ts';

/** Something the packages do not offer: the case is skipped, and counted as such. */
export interface Unsupported {
  readonly _tag: 'Unsupported';
  /** The missing feature: `activation 'mish'`. */
  readonly what: string;
}

/** The dtype a case is computed in, its tolerance, and the mode that runs its tensor programs. */
export interface Conditions extends Precision {
  readonly run: Run;
}

/** Runs a case through the packages; no mismatch means that it passed. */
export type Check = (
  golden: GoldenCase,
  conditions: Conditions,
) => Promise<Unsupported | readonly Mismatch[]>;

export const unsupported = (what: string): Unsupported => ({ _tag: 'Unsupported', what });

export const isUnsupported = (value: unknown): value is Unsupported =>
  typeof value === 'object' &&
  value !== null &&
  '_tag' in value &&
  (value as { readonly _tag: unknown })._tag === 'Unsupported';

/** For files whose package does not exist yet. */
export const notYet =
  (what: string): Check =>
  async () =>
    unsupported(what);
