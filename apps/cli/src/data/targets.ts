import { select, valuesOf } from '@puregrad/data/table';
import { type Tensor, take, tensor } from '@puregrad/tensors';
import type { Recipe } from './recipe.ts';
import type { Rows } from './rows.ts';

/** The target of each row, a name or a number; undefined if a row has none. */
export type Targets = readonly (string | number | undefined)[];

const present = (value: string | number | null): string | number | undefined =>
  value === null || Number.isNaN(value) ? undefined : value;

/** The targets in the content of a file; undefined if it has none. */
export const targetsIn = ({ target }: Recipe, rows: Rows): Targets | undefined => {
  if (rows.kind === 'table') {
    const column = rows.table.columns.find(({ name }) => name === target);
    return column && valuesOf(column).map(present);
  }
  const y = rows.kind === 'images' ? rows.y : rows.arrays[target];
  return y && Array.from(y.data, present);
};

/** Some rows of a file's content. */
export const takeFrom = (rows: Rows, chosen: readonly number[]): Rows => {
  const indices = tensor(Int32Array.from(chosen));
  const from = (all: Tensor): Tensor => take(all, indices);
  switch (rows.kind) {
    case 'table':
      return { ...rows, table: select(rows.table, chosen) };
    case 'images':
      return { ...rows, x: from(rows.x), y: rows.y && from(rows.y) };
    case 'arrays':
      return {
        ...rows,
        arrays: Object.fromEntries(
          Object.entries(rows.arrays).map(([name, array]) => [name, from(array)]),
        ),
      };
  }
};

/** The content of a file without the targets. */
export const withoutTargets = ({ target }: Recipe, rows: Rows): Rows => {
  switch (rows.kind) {
    case 'table': {
      const columns = rows.table.columns.filter(({ name }) => name !== target);
      return { ...rows, table: { ...rows.table, columns } };
    }
    case 'images':
      return { ...rows, y: undefined };
    case 'arrays': {
      const { [target]: _, ...arrays } = rows.arrays;
      return { ...rows, arrays };
    }
  }
};
