import { applyTransform } from '@puregrad/data';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import { isImageFolder, readImageFolder } from './image-folder.ts';
import { readRows } from './read-rows.ts';
import { wordsOf } from './recipe.ts';
import type { Rows } from './rows.ts';
import { type NetworkRows, rowsFor } from './rows-for.ts';
import type { Trained } from './trained.ts';

/** The rows of a file as a trained network takes them; of a folder of images, those for a test. */
export const loadTestRows = async (
  { path, model, recipe }: Trained,
  data: string,
  { labels }: { readonly labels?: string | undefined } = {},
): Promise<Either<CliError, NetworkRows>> => {
  let rows: Either<CliError, Rows>;
  if (await isImageFolder(data)) {
    const folder = await readImageFolder(data);
    rows = isLeft(folder) ? folder : right(folder.right.test);
  } else rows = await readRows(data, { labels, words: wordsOf(recipe) });
  if (isLeft(rows)) return rows;
  const made = rowsFor(recipe, rows.right, data);
  if (isLeft(made)) return made;
  const { x, y } = made.right;
  const features = x.shape[1]!;
  if (features !== model.network.inputWidth)
    return unusable(
      `'${path}' takes ${model.network.inputWidth} features; '${data}' has ${features}`,
    );
  return right({ x: model.transform === undefined ? x : applyTransform(model.transform)(x), y });
};
