import { readFile } from 'node:fs/promises';
import type { FileError } from '@puregrad/data';
import { fileError } from '@puregrad/data/node';
import type { Shape } from '@puregrad/layers';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { isLeft, left } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import {
  checkModelOptions,
  decodeModel,
  encodeModel,
  type Model,
  type ModelError,
  type ModelOptions,
  type UnsavedModel,
} from '../model.ts';
import { writeFileAtomically } from './atomic-file.ts';

/** `saveModel` with the model as its second argument, or as the argument of its result. */
export interface SaveModel {
  (path: string): (model: UnsavedModel<Shape, Shape>) => TaskEither<FileError, void>;
  (
    path: string,
    model: UnsavedModel<Shape, Shape>,
    options?: Pick<ModelOptions, 'kinds'>,
  ): TaskEither<FileError, void>;
}

/** `loadModel`: a model of one tensor in and one out, or with `parts: true` of any shapes. */
export interface LoadModel {
  (
    path: string,
    options: ModelOptions & { readonly parts: true },
  ): TaskEither<FileError | ModelError, Model<Shape, Shape>>;
  (
    path: string,
    options?: ModelOptions & { readonly parts?: false },
  ): TaskEither<FileError | ModelError, Model>;
}

/**
 * Saves a model as a safetensors file, completely or not at all. Without a model it returns a function for the
 * end of a `pipe`: `TE.flatMap(saveModel(path))` saves the result of `train`.
 *
 * @throws ArgumentError for a model that could not be loaded again; see `encodeModel`.
 * @example
 * ```ts
 * import { dense, initialize, input } from '@puregrad/layers';
 * import { key, pipe } from '@puregrad/tensors';
 * import { saveModel } from '@puregrad/trainer/node';
 * const network = pipe(input(1), dense(2));
 * const saved = await saveModel('/no/such/folder/a.safetensors', { network, ...initialize(network, key(1)) })();
 * saved._tag; // => 'Left'
 * ```
 */
export const saveModel: SaveModel = ((
  ...args: readonly [string, UnsavedModel<Shape, Shape>?, Pick<ModelOptions, 'kinds'>?]
) => {
  const [path, model, options] = args;
  checkOptions('saveModel', { path }, { path: 'string' });
  const save = (unsaved: UnsavedModel<Shape, Shape>): TaskEither<FileError, void> =>
    writeFileAtomically(path, encodeModel(unsaved, options));
  return args.length < 2 ? save : save(model as UnsavedModel<Shape, Shape>);
}) as SaveModel;

/**
 * Loads a saved model, with the options of `decodeModel`. An error names the file and its fault.
 *
 * @example
 * ```ts
 * import { loadModel } from '@puregrad/trainer/node';
 * const loaded = await loadModel('none.safetensors')();
 * loaded._tag; // => 'Left'
 * ```
 */
export const loadModel: LoadModel = ((
  path: string,
  options: ModelOptions & { readonly parts?: false } = {},
): TaskEither<FileError | ModelError, Model> => {
  checkModelOptions('loadModel', options);
  return async () => {
    let bytes: Uint8Array;
    try {
      bytes = await readFile(path);
    } catch (error) {
      return left(fileError('read', path, error));
    }
    const model = decodeModel(bytes, options);
    return isLeft(model)
      ? left({ ...model.left, message: `'${path}': ${model.left.message}` })
      : model;
  };
}) as LoadModel;
