import type { Body, Code, Local } from './assembler.ts';

/** Which units of some work one thread does. */
export interface Range {
  readonly from: Local;
  readonly to: Local;
  /** The number of the thread. */
  readonly thread: Local;
}

/** A step, or a part of one, that threads can share: each unit is done by one of them, wholly. */
export interface Work {
  readonly units: number;
  /** Threads begin at multiples of this many units. */
  readonly grain: number;
  /** About how long it takes one thread. */
  readonly nanoseconds: number;
  /** The code of the units of a range. */
  readonly write: (body: Body, range: Range) => Code;
}

/** Work that one thread does by itself. */
export const alone = (nanoseconds: number, write: (body: Body) => Code): Work => ({
  units: 1,
  grain: 1,
  nanoseconds,
  write,
});
