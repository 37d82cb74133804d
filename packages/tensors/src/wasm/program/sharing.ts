/** What threads must gain, in nanoseconds of one of them. */
export interface Sharing {
  /** By a piece of work, which costs them a barrier. */
  readonly work: number;
  /** By all pieces of a part of the program, for which they are woken. */
  readonly part: number;
  /** By a chunk of a piece, which they claim one by one. */
  readonly chunk: number;
}

export const worthwhile: Sharing = { work: 5_000, part: 80_000, chunk: 2_000 };

/** The threads that run a program. */
export interface TeamLayout {
  /** The largest number of threads. */
  readonly threads: number;
  /** The address of `barrierBytes` of shared memory, where threads wait for each other. */
  readonly barrier: number;
  /** Whether the thread that starts the others may sleep. */
  readonly mainSleeps: boolean;
  readonly sharing: Sharing;
}
