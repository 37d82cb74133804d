import { readFile } from 'node:fs/promises';
import { isLeft, left } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { decodeModel, encodeModel, type Model, type ModelError } from '../model.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { type FileError, fileError } from './file-error.ts';

/**
 * Saves a model as a safetensors file, whole or not at all.
 *
 * @throws ArgumentError for a model that could not be loaded, as `encodeModel` says.
 * @example
 * ```ts
 * import { dense, initialize, input } from '@puregrad/layers';
 * import { key, pipe } from '@puregrad/tensors';
 * import { saveModel } from '@puregrad/trainer/node';
 * const network = pipe(input(1), dense(2));
 * const model = { network, ...initialize(network, key(1)), notes: {} };
 * const saved = await saveModel('/no/such/folder/a.safetensors', model)();
 * saved._tag; // => 'Left'
 * ```
 */
export const saveModel = (path: string, model: Model): TaskEither<FileError, void> =>
  writeFileAtomically(path, encodeModel(model));

/**
 * Loads a saved model; the error names the file and what is wrong with it.
 *
 * @example
 * ```ts
 * import { loadModel } from '@puregrad/trainer/node';
 * const loaded = await loadModel('none.safetensors')();
 * loaded._tag; // => 'Left'
 * ```
 */
export const loadModel =
  (path: string): TaskEither<FileError | ModelError, Model> =>
  async () => {
    let bytes: Uint8Array;
    try {
      bytes = await readFile(path);
    } catch (error) {
      return left(fileError('read', path, error));
    }
    const model = decodeModel(bytes);
    return isLeft(model)
      ? left({ ...model.left, message: `'${path}': ${model.left.message}` })
      : model;
  };
