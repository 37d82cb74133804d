import { readFile } from 'node:fs/promises';
import { isLeft, left } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { decodeModel, encodeModel, type Model, type ModelError } from '../model.ts';
import { type FileError, fileError, writeFileAtomically } from './atomic-file.ts';

/** Saves a model as a safetensors file, whole or not at all. */
export const saveModel = (path: string, model: Model): TaskEither<FileError, void> =>
  writeFileAtomically(path, encodeModel(model));

/** Loads a saved model; the error names the file and what is wrong with it. */
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
