import { JUNK } from '../compile/poison.ts';
import type { DType } from '../dtype.ts';
import { PuregradError } from '../errors.ts';
import { sizeOf } from '../shape.ts';
import type { KernelSource } from './writer.ts';

/** The purpose of some memory, which errors name, and the type of its elements. */
export interface Region {
  readonly purpose: string;
  readonly dtype: DType;
}

/** A region on a device, with the number of numbers before its guard. */
interface GuardedRegion {
  readonly region: Region;
  readonly length: number;
  /** Whether it has been freed. */
  readonly isOver: boolean;
}

/**
 * The number of junk numbers, or a few more, that follow each region of a poisoned device: a read past the elements gives
 * junk instead of the device's own values, such as zeros, the last element again, or the first ones. Kernels cannot
 * *write* there, because each thread of gpu.js stores one number in its own place; guards that come back to the host are
 * checked all the same. There is no guard before the elements.
 */
export const GUARD = 64;

/** NaN, or a whole number for the halves of an int32, which have no NaN. */
export const junkOf = ({ dtype }: Region): number => (dtype === 'int32' ? JUNK >>> 16 : Number.NaN);

/** Elements, followed by a guard. */
export const withGuard = (elements: Float32Array, region: Region): Float32Array => {
  const values = new Float32Array(elements.length + GUARD).fill(junkOf(region));
  values.set(elements);
  return values;
};

/**
 * A kernel whose result has a guard of whole rows. Its last two numbers are the start of the guard on the outermost axis,
 * and the junk.
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

/** The elements of a region. @throws PuregradError if its guard has been overwritten. */
export const withoutGuard = (values: Float32Array, guarded: GuardedRegion): Float32Array => {
  const junk = junkOf(guarded.region);
  const guard = values.subarray(guarded.length);
  if (guard.length < GUARD || !guard.every((value) => Object.is(value, junk)))
    throw fault('the guard is gone behind', guarded);
  return values.slice(0, guarded.length);
};

/** @throws PuregradError if a region that is about to be read has been freed. */
export const requireHeld = (guarded: GuardedRegion): void => {
  if (guarded.isOver) throw fault('a kernel reads after its time', guarded);
};

/** @throws PuregradError if a region that is about to be overwritten has not been freed. */
export const requireOver = (guarded: GuardedRegion | undefined): void => {
  if (guarded?.isOver === false) throw fault('a kernel overwrites before its time', guarded);
};
