import { JUNK } from '../compile/poison.ts';
import { PuregradError } from '../errors.ts';
import type { Region } from './arena.ts';
import { type Body, type Code, forLoop, get, i32, i32x4, seq, v128, when } from './assembler.ts';
import type { Heap } from './heap.ts';

/** A region of a poisoned program: elements, padding to whole vectors, and a guard. */
export interface GuardedRegion extends Region {
  /** Its purpose, which the message names if something was written past its end. */
  readonly purpose: string;
}

const VECTOR = 16;
const GUARD = 64;

/** The bytes that stores of whole vectors may write. */
const paddedBytes = (bytes: number): number => Math.ceil(bytes / VECTOR) * VECTOR;

/** The bytes of a region and its guard. */
export const guardedBytes = (bytes: number): number => paddedBytes(bytes) + GUARD;

const junk = (heap: Heap, from: number, to: number): void => {
  heap.words().fill(JUNK, from / 4, to / 4);
};

/** Fills a whole region with its guard, or only the part that follows its elements. */
export const poisonAll = (heap: Heap, { address, bytes }: Region): void =>
  junk(heap, address, address + guardedBytes(bytes));
export const poisonBehind = (heap: Heap, { address, bytes }: Region): void =>
  junk(heap, address + bytes, address + guardedBytes(bytes));

/** Fills the padding of a region that may be another program's, but not its guard. */
export const poisonPadding = (heap: Heap, { address, bytes }: Region): void =>
  junk(heap, address + bytes, address + paddedBytes(bytes));

export const throwOverrun = ({ address, bytes, purpose }: GuardedRegion): never => {
  throw new PuregradError(
    `the WebAssembly engine wrote past the end of ${purpose}: ${bytes} bytes at address ${address}; this is a fault of the engine`,
  );
};

/** @throws PuregradError if a guard has been overwritten. */
export const checkGuard = (heap: Heap, region: GuardedRegion): void => {
  const words = heap.words();
  const start = (region.address + paddedBytes(region.bytes)) / 4;
  for (let i = start; i < start + GUARD / 4; i++) if (words[i] !== JUNK) throwOverrun(region);
};

/**
 * The code that checks the guard of a region that is not used any more, and fills all of it, so that a step that reads it
 * later reads junk.
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
