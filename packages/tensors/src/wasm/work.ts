import type { Body, Code, Local } from './assembler.ts';
import type { CodeContext } from './code-context.ts';

/** The units of some work that one thread does. */
export interface Range {
  readonly from: Local;
  readonly to: Local;
  /** The number of the thread. */
  readonly thread: Local;
}

/** A step, or a part of one, that threads can share: each unit is done by one thread. */
export interface Work {
  readonly units: number;
  /** Threads begin at multiples of this number of units. */
  readonly grain: number;
  /** An estimate of the time it takes one thread. */
  readonly nanoseconds: number;
  /** The bytes of scratch memory that it uses, or that a part before it has filled for it; 0 by default. */
  readonly scratch?: number;
  /** The code of the units of a range. */
  readonly write: (body: Body, range: Range, context: CodeContext) => Code;
}

/** What the division of a step into work depends on, besides the graph. */
export interface Machine {
  /** The largest number of threads. */
  readonly threads: number;
  /** The number of rows in a tile of a matrix product. */
  readonly tileRows: number;
}

/** Threads share memory by cache lines, so that none writes where another reads. */
export const WORDS_PER_LINE = 16;
export const VECTORS_PER_LINE = 4;

/** Work that one thread does alone. */
export const alone = (
  nanoseconds: number,
  write: (body: Body, context: CodeContext) => Code,
): Work => ({
  units: 1,
  grain: 1,
  nanoseconds,
  write: (body, _, context) => write(body, context),
});
