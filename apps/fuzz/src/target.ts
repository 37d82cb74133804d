/** What one attempt tried, and what was wrong. */
export interface Outcome {
  /** How many programs, files or runs were tried. */
  readonly tried: number;
  /** How many of them say nothing, for they are too ill-conditioned to compare, say. */
  readonly skipped?: number;
  readonly complaints: readonly Complaint[];
}

export interface Complaint {
  /** A wrong result, or a throw where a value or a typed failure was promised. */
  readonly kind: 'wrong' | 'throws';
  /** The smallest form that still fails, for people: a runnable program, or the bytes of a file. */
  readonly report: string;
}

/** What is tried. */
export interface Target {
  /** Unique; what `--only` names. */
  readonly name: string;
  /** Tries something that the seed decides, and nothing else: the same seed tries the same again. */
  readonly attempt: (seed: number) => Promise<Outcome>;
  /** Ends what the attempts started. */
  readonly close?: () => Promise<void>;
}
