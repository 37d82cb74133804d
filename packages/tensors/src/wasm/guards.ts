import { JUNK } from '../compile/poison.ts';
import { PuregradError } from '../errors.ts';
import type { Region } from './arena.ts';
import { type Body, type Code, forLoop, get, i32, i32x4, seq, v128, when } from './assembler.ts';
import type { Heap } from './heap.ts';

/** A region of a poisoned program: elements, what pads them to whole vectors, and a guard behind. */
export interface GuardedRegion extends Region {
  /** What it is for, to be named when something was written past its end. */
  readonly purpose: string;
}

const VECTOR = 16;
const GUARD = 64;

/** Stores of whole vectors may go so far. */
const paddedBytes = (bytes: number): number => Math.ceil(bytes / VECTOR) * VECTOR;

/** How much memory a region takes with its guard. */
export const guardedBytes = (bytes: number): number => paddedBytes(bytes) + GUARD;

const junk = (heap: Heap, from: number, to: number): void => {
  heap.words().fill(JUNK, from / 4, to / 4);
};

/** Fills a whole region, or only what lies behind its elements, and its guard. */
export const poisonAll = (heap: Heap, { address, bytes }: Region): void =>
  junk(heap, address, address + guardedBytes(bytes));
export const poisonBehind = (heap: Heap, { address, bytes }: Region): void =>
  junk(heap, address + bytes, address + guardedBytes(bytes));

/** Fills what pads the elements of a region that may be another program's, and leaves its guard. */
export const poisonPadding = (heap: Heap, { address, bytes }: Region): void =>
  junk(heap, address + bytes, address + paddedBytes(bytes));

export const throwOverrun = ({ address, bytes, purpose }: GuardedRegion): never => {
  throw new PuregradError(
    `the WebAssembly engine wrote past the end of ${purpose}: ${bytes} bytes at address ${address}; this is a fault of the engine`,
  );
};

/** @throws PuregradError where a guard is no longer as it was filled. */
export const checkGuard = (heap: Heap, region: GuardedRegion): void => {
  const start = (region.address + paddedBytes(region.bytes)) / 4;
  const guard = heap.words().subarray(start, start + GUARD / 4);
  if (guard.some((word) => word !== JUNK)) throwOverrun(region);
};

/**
 * The code that looks at the guard of a region whose time is over, and fills all of it: a step that reads
 * it later reads junk.
 */
export const releaseCode = (body: Body, { address, bytes }: Region, ifBroken: Code): Code => {
  const i = body.local('i32');
  const at = (offset: number): Code => i32.add(i32.const(address + offset), get(i));
  return seq(
    forLoop(
      i,
      i32.const(0),
      i32.const(GUARD),
      4,
      when(i32.ne(i32.load(at(paddedBytes(bytes))), i32.const(JUNK)), ifBroken),
    ),
    forLoop(
      i,
      i32.const(0),
      i32.const(guardedBytes(bytes)),
      VECTOR,
      v128.store(at(0), i32x4.const(JUNK)),
    ),
  );
};
