import { decodeTableSchema } from '@puregrad/data/table';
import type { Model } from '@puregrad/trainer';
import { loadModel } from '@puregrad/trainer/node';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import { type Reading, readingLike } from './reading.ts';
import { decodeRecipe, type Recipe } from './recipe.ts';

/** A model that `train` saved, with what its inputs are. */
export interface Trained {
  readonly path: string;
  readonly model: Model;
  readonly recipe: Recipe;
  /** How files like that of the training are read. */
  readonly reading: Reading;
}

export const loadTrained = async (path: string): Promise<Either<CliError, Trained>> => {
  const model = await loadModel(path)();
  if (isLeft(model)) return model;
  const { notes } = model.right;
  const recipe = decodeRecipe(path, notes.recipe);
  if (isLeft(recipe)) return recipe;
  const schema = notes.schema === undefined ? right(undefined) : decodeTableSchema(notes.schema);
  if (isLeft(schema)) return unusable(`'${path}': its note on columns is damaged; train it again`);
  const reading = schema.right === undefined ? {} : readingLike(schema.right, recipe.right);
  return right({ path, model: model.right, recipe: recipe.right, reading });
};
