import type { Model } from '@puregrad/trainer';
import { loadModel } from '@puregrad/trainer/node';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import type { CliError } from '../errors.ts';
import { decodeRecipe, type Recipe } from './recipe.ts';

/** A model that `train` saved, with what its inputs are. */
export interface Trained {
  readonly path: string;
  readonly model: Model;
  readonly recipe: Recipe;
}

export const loadTrained = async (path: string): Promise<Either<CliError, Trained>> => {
  const model = await loadModel(path)();
  if (isLeft(model)) return model;
  const recipe = decodeRecipe(path, model.right.notes.recipe);
  return isLeft(recipe) ? recipe : right({ path, model: model.right, recipe: recipe.right });
};
