import { JUNK } from '../compile/poison.ts';
import type { DType } from '../dtype.ts';
import { PuregradError } from '../errors.ts';
import { sizeOf } from '../shape.ts';
import type { KernelSource } from './writer.ts';

/** What memory is for, to be named in errors, and of what type its elements are. */
export interface Region {
  readonly purpose: string;
  readonly dtype: DType;
}

/** A region where kernels run, of so many numbers before its guard. */
interface GuardedRegion {
  readonly region: Region;
  readonly length: number;
  /** Whether nobody holds it any more. */
  readonly isOver: boolean;
}

/**
 * So many numbers of junk, or a few more, lie behind each region of a poisoned device: whoever reads on past
 * the elements gets them, not what the device would have there by itself, such as zeros, the last element once
 * more, or the first ones. Nothing can be *written* there, for each thread of gpu.js stores one number in its
 * own place; guards that come back to the host are looked at all the same. Before the elements there is no
 * guard.
 */
export const GUARD = 64;

/** NaN; an int32's halves have none, so that it is a whole number for them. */
export const junkOf = ({ dtype }: Region): number => (dtype === 'int32' ? JUNK >>> 16 : Number.NaN);

/** Elements, and a guard behind them. */
export const withGuard = (elements: Float32Array, region: Region): Float32Array => {
  const values = new Float32Array(elements.length + GUARD).fill(junkOf(region));
  values.set(elements);
  return values;
};

/**
 * A kernel whose result has a guard, of whole rows. Its last two numbers are where the guard begins, on the
 * outermost axis, and the junk.
 */
export const guardedKernel = (kernel: KernelSource, region: Region): KernelSource => {
  const last = kernel.output.length - 1;
  const inner = kernel.output.slice(0, last);
  const length = kernel.output[last]!;
  return {
    ...kernel,
    parameters: [...kernel.parameters, 'end', 'junk'],
    body: `if (this.thread.${'xyz'[last]} >= end) {\nreturn junk;\n}\n${kernel.body}`,
    output: [...inner, length + Math.ceil(GUARD / sizeOf(inner))],
    numbers: [...kernel.numbers, length, junkOf(region)],
  };
};

/** The last arguments of a guarded kernel that make all of its result junk. */
export const blanking = ({ numbers }: KernelSource): readonly number[] => [
  ...numbers.slice(0, -2),
  0,
  numbers.at(-1)!,
];

const fault = (what: string, { region, length }: GuardedRegion): PuregradError =>
  new PuregradError(`${what} ${region.purpose} (${length} numbers); this is a fault of the engine`);

/** The elements of a region. @throws PuregradError where its guard is no longer as it was filled. */
export const withoutGuard = (values: Float32Array, guarded: GuardedRegion): Float32Array => {
  const junk = junkOf(guarded.region);
  const guard = values.subarray(guarded.length);
  if (guard.length < GUARD || !guard.every((value) => Object.is(value, junk)))
    throw fault('the guard is gone behind', guarded);
  return values.slice(0, guarded.length);
};

/** @throws PuregradError where nobody holds a region any more that is about to be read. */
export const requireHeld = (guarded: GuardedRegion): void => {
  if (guarded.isOver) throw fault('a kernel reads after its time', guarded);
};

/** @throws PuregradError where somebody holds a region still that is about to be written again. */
export const requireOver = (guarded: GuardedRegion | undefined): void => {
  if (guarded?.isOver === false) throw fault('a kernel overwrites before its time', guarded);
};
