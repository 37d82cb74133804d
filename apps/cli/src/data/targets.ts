import { select, valuesOf } from '@puregrad/data/table';
import { take, tensor } from '@puregrad/tensors';
import type { Recipe } from './recipe.ts';
import type { Rows } from './rows.ts';

/** The target of each row, a name or a number; undefined if a row has none. */
export type Targets = readonly (string | number | undefined)[];

const present = (value: string | number | null): string | number | undefined =>
  value === null || Number.isNaN(value) ? undefined : value;

/** The targets in the content of a file; undefined if it has none. */
export const targetsIn = ({ target }: Recipe, rows: Rows): Targets | undefined => {
  if (rows.kind === 'images') return rows.y && [...rows.y.data];
  const column = rows.table.columns.find(({ name }) => name === target);
  return column && valuesOf(column).map(present);
};

/** Some rows of a file's content. */
export const takeFrom = (rows: Rows, chosen: readonly number[]): Rows => {
  if (rows.kind === 'table') return { ...rows, table: select(rows.table, chosen) };
  const indices = tensor(Int32Array.from(chosen));
  return { ...rows, x: take(rows.x, indices), y: rows.y && take(rows.y, indices) };
};

/** The content of a file without the targets. */
export const withoutTargets = ({ target }: Recipe, rows: Rows): Rows => {
  if (rows.kind === 'images') return { ...rows, y: undefined };
  const columns = rows.table.columns.filter(({ name }) => name !== target);
  return { ...rows, table: { ...rows.table, columns } };
};
