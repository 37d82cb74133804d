import { encodeTable } from '@puregrad/data/table';
import { cast, type Tensor } from '@puregrad/tensors';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import type { Recipe } from './recipe.ts';
import type { ImageRows, Rows, TableRows } from './rows.ts';
import { encodeTargets, targetEncodings } from './target-encodings.ts';

/** Rows as a network takes them, with targets where the file has them. */
export interface NetworkRows {
  readonly x: Tensor;
  readonly y: Tensor | undefined;
}

/** A file's rows by the recipe of a model; `name` is what messages call the file. */
export const rowsFor = (
  recipe: Recipe,
  rows: Rows,
  name: string,
): Either<CliError, NetworkRows> => {
  const { inputs } = recipe;
  if (rows.kind === 'images' && inputs.kind === 'images') return imagesFor(recipe, rows, name);
  if (rows.kind === 'table' && inputs.kind === 'table') return tableFor(recipe, inputs, rows);
  return unusable(
    `'${name}' is ${KINDS[rows.kind]}; the model was trained on ${KINDS[inputs.kind]}`,
  );
};

const KINDS = { table: 'a table', images: 'images' } as const;

const tableFor = (
  recipe: Recipe,
  { encoding }: Extract<Recipe['inputs'], { readonly kind: 'table' }>,
  { table }: TableRows,
): Either<CliError, NetworkRows> => {
  const x = encodeTable(encoding)(table);
  if (isLeft(x)) return x;
  const targets = targetEncodings(recipe);
  if (!targets.every((target) => table.columns.some(({ name }) => name === target.name)))
    return right({ x: x.right, y: undefined });
  const y = encodeTargets(targets)(table);
  return isLeft(y) ? y : right({ x: x.right, y: y.right });
};

const imagesFor = (
  { classes = [], target }: Recipe,
  { x, y }: ImageRows,
  name: string,
): Either<CliError, NetworkRows> => {
  if (y === undefined) return right({ x, y });
  const bad = y.data.findIndex(
    (label) => !Number.isInteger(label) || label < 0 || label >= classes.length,
  );
  return bad < 0
    ? right({ x, y: cast(y, 'int32') })
    : unusable(
        `'${name}': ${target} is ${y.data[bad]} in row ${bad}, expected a class from 0 to ${classes.length - 1}`,
      );
};
