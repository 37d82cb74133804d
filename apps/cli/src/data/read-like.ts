import type { Column } from '@puregrad/data/table';
import { type Either, isLeft, map, right } from 'fp-ts/lib/Either.js';
import type { CliError } from '../errors.ts';
import { isImageFolder, readImageFolder } from './image-folder.ts';
import { readRows } from './read-rows.ts';
import type { Reading } from './reading.ts';
import type { Recipe } from './recipe.ts';
import type { Rows } from './rows.ts';
import { classesByTarget } from './target-encodings.ts';

/** The content of a file for a model or its training; of a folder of images, those for a test. */
export const readLike = async (
  recipe: Recipe,
  data: string,
  reading: Reading,
): Promise<Either<CliError, Rows>> => {
  if (!(await isImageFolder(data))) {
    const read = await readRows(data, reading);
    return map((rows: Rows) => withKnownLabels(recipe, rows))(read);
  }
  const folder = await readImageFolder(data);
  return isLeft(folder) ? folder : right(folder.right.test);
};

/** The name of a class: `1.0` and `01` are `1` if the training knew that. */
const labelIn = (classes: readonly string[]) => {
  const known = new Set(classes);
  return (word: string): string => {
    const number = String(Number(word));
    return !known.has(word) && known.has(number) ? number : word;
  };
};

const withKnownLabels = (recipe: Recipe, rows: Rows): Rows => {
  if (rows.kind !== 'table') return rows;
  const all = classesByTarget(recipe);
  const labelled = (column: Column): Column => {
    const classes = all.get(column.name);
    return classes !== undefined && column.kind === 'category'
      ? { ...column, categories: column.categories.map(labelIn(classes)) }
      : column;
  };
  return { ...rows, table: { ...rows.table, columns: rows.table.columns.map(labelled) } };
};
