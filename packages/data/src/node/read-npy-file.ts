import { pipe, type Tensor } from '@puregrad/tensors';
import { chainEitherK, type TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DataError } from '../data-error.ts';
import { parseNpy, type WordArray } from '../npy/parse-npy.ts';
import { parseNpz, parseNpzArrays } from '../npy/parse-npz.ts';
import { readBytes } from './read-bytes.ts';

/**
 * Reads a tensor that NumPy saved by `np.save`.
 *
 * @returns a task of Left if the file cannot be read, or if `parseNpy` finds a fault.
 * @example
 * ```ts
 * import { readNpyFile } from '@puregrad/data/node';
 * const x = await readNpyFile('no/such/x.npy')();
 * x._tag; // => 'Left'
 * ```
 */
export const readNpyFile = (path: string): TaskEither<DataError, Tensor> =>
  pipe(
    readBytes(path),
    chainEitherK((bytes) => parseNpy(bytes, { source: path })),
  );

/**
 * Reads named tensors that NumPy saved by `np.savez` or `np.savez_compressed`.
 *
 * @returns a task of Left if the file cannot be read, or if `parseNpz` finds a fault.
 * @example
 * ```ts
 * import { readNpzFile } from '@puregrad/data/node';
 * const arrays = await readNpzFile('no/such/mnist.npz')();
 * arrays._tag; // => 'Left'
 * ```
 */
export const readNpzFile = (
  path: string,
): TaskEither<DataError, Readonly<Record<string, Tensor>>> =>
  pipe(
    readBytes(path),
    chainEitherK((bytes) => parseNpz(bytes, { source: path })),
  );

/**
 * Reads named arrays that NumPy saved by `np.savez` or `np.savez_compressed`: tensors, and words.
 *
 * @returns a task of Left if the file cannot be read, or if `parseNpzArrays` finds a fault.
 * @example
 * ```ts
 * import { readNpzArrays } from '@puregrad/data/node';
 * const arrays = await readNpzArrays('no/such/mnist.npz')();
 * arrays._tag; // => 'Left'
 * ```
 */
export const readNpzArrays = (
  path: string,
): TaskEither<DataError, Readonly<Record<string, Tensor | WordArray>>> =>
  pipe(
    readBytes(path),
    chainEitherK((bytes) => parseNpzArrays(bytes, { source: path })),
  );
