/** The result of one attempt: the cases tried, and the problems found. */
export interface Outcome {
  /** The number of programs, files or runs tried. */
  readonly tried: number;
  /** The number of them without a verdict: for example, too ill-conditioned to compare. */
  readonly skipped?: number;
  readonly complaints: readonly Complaint[];
}

export interface Complaint {
  /** A wrong result, or a throw where a value or a typed failure was promised. */
  readonly kind: 'wrong' | 'throws';
  /** The smallest failing case, for people: a runnable program, or the bytes of a file. */
  readonly report: string;
}

/** A target of the fuzzer. */
export interface Target {
  /** The unique name of the target, for `--only`. */
  readonly name: string;
  /** Tries cases that depend on the seed alone, so the same seed repeats them. */
  readonly attempt: (seed: number) => Promise<Outcome>;
  /** Ends the processes and devices that the attempts started. */
  readonly close?: () => Promise<void>;
}
