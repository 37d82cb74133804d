import { link, readFile, rename } from 'node:fs/promises';
import type { FileError } from '@puregrad/data';
import { fileError } from '@puregrad/data/node';
import type { Network } from '@puregrad/layers';
import type { Optimizer } from '@puregrad/optimizers';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { isLeft, left } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type CheckpointError, decodeCheckpoint, encodeCheckpoint } from '../checkpoint.ts';
import type { Checkpoint } from '../run-state.ts';
import { writeFileAtomically } from './atomic-file.ts';
import {
  dropTemporary,
  isLinkless,
  newTemporary,
  removeStaleTemporaries,
} from './temporary-files.ts';

/**
 * The path of the checkpoint before the last one.
 *
 * @example
 * ```ts
 * import { previousOf } from '@puregrad/trainer/node';
 * previousOf('run.checkpoint'); // => 'run.checkpoint.previous'
 * ```
 */
export const previousOf = (path: string): string =>
  `${checkOptions('previousOf', { path }, { path: 'string' }).path}.previous`;

/** Keeps the file at the path under a second name. There is no such file the first time. */
const keepPrevious = async (path: string): Promise<void> => {
  const previous = previousOf(path);
  await removeStaleTemporaries(previous);
  const temporary = newTemporary(previous);
  try {
    await link(path, temporary);
    await rename(temporary, previous);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    if (!isLinkless(error)) throw error;
    const copied = await writeFileAtomically(previous, await readFile(path))();
    if (isLeft(copied)) throw new Error(copied.left.message);
  } finally {
    // The link remains if both were already names of one file.
    await dropTemporary(temporary);
  }
};

/**
 * Saves a checkpoint, completely or not at all. The checkpoint before it is kept as `path.previous`.
 *
 * @example
 * ```ts
 * import { dense, input } from '@puregrad/layers';
 * import { sgd } from '@puregrad/optimizers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * import { fit } from '@puregrad/trainer';
 * import { saveCheckpoint } from '@puregrad/trainer/node';
 * const train = { x: tensor([[0], [1]]), y: tensor([0, 1], { dtype: 'int32' }) };
 * for await (const event of fit({ network: pipe(input(1), dense(2)), optimizer: sgd(), train, checkpointEvery: 'epoch' }))
 *   if (event.kind === 'checkpoint') await saveCheckpoint('/no/such/folder/run.checkpoint', event.checkpoint)(); // Left
 * ```
 */
export const saveCheckpoint =
  (path: string, checkpoint: Checkpoint): TaskEither<FileError, void> =>
  async () => {
    try {
      await keepPrevious(path);
    } catch (error) {
      return left(fileError('keep the previous checkpoint of', path, error));
    }
    return writeFileAtomically(path, encodeCheckpoint(checkpoint))();
  };

/**
 * Loads a checkpoint for the `resume` option of `fit`. For a damaged one the task returns Left with the reason.
 *
 * @example
 * ```ts
 * import { dense, input } from '@puregrad/layers';
 * import { sgd } from '@puregrad/optimizers';
 * import { pipe } from '@puregrad/tensors';
 * import { loadCheckpoint } from '@puregrad/trainer/node';
 * const network = pipe(input(1), dense(2));
 * const loaded = await loadCheckpoint('none.checkpoint', { network, optimizer: sgd() })();
 * loaded._tag; // => 'Left'
 * ```
 */
export const loadCheckpoint =
  (
    path: string,
    run: { readonly network: Network; readonly optimizer: Optimizer },
  ): TaskEither<FileError | CheckpointError, Checkpoint> =>
  async () => {
    let bytes: Uint8Array;
    try {
      bytes = await readFile(path);
    } catch (error) {
      return left(fileError('read', path, error));
    }
    const checkpoint = decodeCheckpoint(bytes, run);
    return isLeft(checkpoint)
      ? left({
          ...checkpoint.left,
          message: `'${path}': ${checkpoint.left.message}; the one before it is kept as '${previousOf(path)}'`,
        })
      : checkpoint;
  };
