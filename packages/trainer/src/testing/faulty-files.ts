import { type FaultOptions, faultyProcess } from './faulty-process.ts';
import type { Operation } from './file-operations.ts';
import { interceptFs } from './intercept-fs.ts';

export { FAULT_KINDS, type FaultKind } from './faulty-process.ts';
export type { Operation } from './file-operations.ts';

export interface Faulty<A> {
  readonly result: A | undefined;
  /** The error that the work threw; a process that died reports none. */
  readonly error: unknown;
  readonly operations: readonly Operation[];
  /** The operation that failed, if there was one at the given position. */
  readonly struck: Operation | undefined;
  /** The operations outside the folder. */
  readonly elsewhere: readonly Operation[];
}

/** Simulated processes have numbers that no process of a system can have. */
let nextPid = 5_000_000;

/**
 * Runs work as if in a process of its own, and counts each operation that changes a file, by any of Node's
 * functions. The operation at position `at` fails.
 *
 * @param folder contains all files that the work may change.
 */
export const withFaults = async <A>(
  folder: string,
  work: () => Promise<A>,
  options: FaultOptions = {},
): Promise<Faulty<A>> => {
  const simulated = faultyProcess(folder, options);
  const { operations, elsewhere } = simulated;
  const pid = Object.getOwnPropertyDescriptor(process, 'pid')!;
  Object.defineProperty(process, 'pid', { ...pid, value: nextPid++ });
  const restore = interceptFs(simulated);
  try {
    const result = await work();
    return { result, error: undefined, operations, struck: simulated.struck(), elsewhere };
  } catch (error) {
    return { result: undefined, error, operations, struck: simulated.struck(), elsewhere };
  } finally {
    restore();
    Object.defineProperty(process, 'pid', pid);
  }
};
