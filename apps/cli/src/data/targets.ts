import { type Column, select } from '@puregrad/data/table';
import { take, tensor } from '@puregrad/tensors';
import type { Recipe } from './recipe.ts';
import type { Rows } from './rows.ts';
import { targetNames } from './target-encodings.ts';

/** The target of each row, a name or a number; undefined if a row has none. */
export interface Targets {
  readonly length: number;
  readonly at: (row: number) => string | number | undefined;
}

const targetsOf = (column: Column): Targets =>
  column.kind === 'category'
    ? {
        length: column.codes.length,
        at: (row) => column.categories[column.codes[row]!],
      }
    : {
        length: column.values.length,
        at: (row) => (Number.isNaN(column.values[row]) ? undefined : column.values[row]),
      };

/** The values of each target in the content of a file; undefined if it does not have all targets. */
export const targetsIn = (recipe: Recipe, rows: Rows): readonly Targets[] | undefined => {
  if (rows.kind === 'images') return rows.y && [rows.y.data];
  const { columns } = rows.table;
  const found = targetNames(recipe).flatMap((target) => {
    const column = columns.find(({ name }) => name === target);
    return column === undefined ? [] : [targetsOf(column)];
  });
  return found.length === targetNames(recipe).length ? found : undefined;
};

/** Some rows of a file's content. */
export const takeFrom = (rows: Rows, chosen: Int32Array): Rows => {
  if (rows.kind === 'table') return { ...rows, table: select(rows.table, chosen) };
  const indices = tensor(chosen);
  return { ...rows, x: take(rows.x, indices), y: rows.y && take(rows.y, indices) };
};

/** The content of a file without the targets. */
export const withoutTargets = (recipe: Recipe, rows: Rows): Rows => {
  if (rows.kind === 'images') return { ...rows, y: undefined };
  const targets = targetNames(recipe);
  const columns = rows.table.columns.filter(({ name }) => !targets.includes(name));
  return { ...rows, table: { ...rows.table, columns } };
};
