import type { AsyncEngine, Engine } from '@puregrad/tensors';

/** Engines to choose from: `auto` of `@puregrad/trainer/auto` is one. */
export interface EngineChoice {
  readonly kind: 'choice';
  /** Those at hand, beside the default one. */
  readonly candidates: () => Promise<readonly Candidate[]>;
  /** Whoever is not done sooner than this on the default engine has others tried; milliseconds. */
  readonly worthwhileMs: number;
}

/** An engine that may run the steps, and how it ends when it shall not. */
export interface Candidate {
  readonly engine: Engine | AsyncEngine;
  readonly close: () => Promise<void>;
}

/** What a step took on an engine that was tried. */
export interface EngineTime {
  readonly description: string;
  /** The median of some steps; undefined where it cannot run them. */
  readonly milliseconds: number | undefined;
  /** Why it cannot. */
  readonly problem?: string;
}
