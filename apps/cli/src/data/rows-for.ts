import { encodeTable, encodeTarget } from '@puregrad/data/table';
import { cast, reshape, type Tensor } from '@puregrad/tensors';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import type { Recipe } from './recipe.ts';
import type { Rows } from './rows.ts';

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
  const { inputs, target, task } = recipe;
  if (rows.kind !== inputs.kind)
    return unusable(
      `'${name}' is ${KINDS[rows.kind]}; the model was trained on ${KINDS[inputs.kind]}`,
    );
  const targets = (y: Tensor): Either<CliError, Tensor> => targetsOf(recipe, y, name);
  switch (rows.kind) {
    case 'images': {
      const y = rows.y === undefined ? right(undefined) : targets(rows.y);
      return isLeft(y) ? y : right({ x: rows.x, y: y.right });
    }
    case 'arrays': {
      const xName = (inputs as { readonly name: string }).name;
      const { [xName]: x, [target]: y } = rows.arrays;
      if (x === undefined || x.rank < 2)
        return unusable(`'${name}' has no array ${xName} of shape [rows, features]`);
      const flat = cast(reshape(x, [x.shape[0]!, x.size / x.shape[0]!]), 'float32');
      if (y === undefined) return right({ x: flat, y: undefined });
      const made = targets(y);
      return isLeft(made) ? made : right({ x: flat, y: made.right });
    }
    case 'table': {
      const table = { ...rows.table, source: `'${name}'` };
      const { encoding } = inputs as Extract<Recipe['inputs'], { readonly kind: 'table' }>;
      const x = encodeTable(encoding)(table);
      if (isLeft(x)) return x;
      const column = table.columns.find((other) => other.name === target);
      if (column === undefined) return right({ x: x.right, y: undefined });
      const y = encodeTarget(encoding)(table);
      return isLeft(y)
        ? y
        : right({ x: x.right, y: task === 'regression' ? y.right : cast(y.right, 'int32') });
    }
  }
};

const KINDS = { table: 'a table', images: 'images', arrays: 'arrays of numbers' } as const;

const targetsOf = (
  { task, classes = [], target }: Recipe,
  y: Tensor,
  name: string,
): Either<CliError, Tensor> => {
  if (task === 'regression') return right(cast(y, 'float32'));
  const bad = y.data.findIndex(
    (label) => !Number.isInteger(label) || label < 0 || label >= classes.length,
  );
  return bad < 0
    ? right(cast(y, 'int32'))
    : unusable(
        `'${name}': ${target} is ${y.data[bad]} in row ${bad}, expected a class from 0 to ${classes.length - 1}`,
      );
};
