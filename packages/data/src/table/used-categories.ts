import type { CategoryColumn } from './table.ts';

/** The number of the given rows in each category; all rows by default. */
export const countCategories = (
  { codes, categories }: CategoryColumn,
  rows?: ArrayLike<number>,
): Float64Array => {
  const counts = new Float64Array(categories.length);
  const length = rows?.length ?? codes.length;
  for (let i = 0; i < length; i++) {
    const code = codes[rows === undefined ? i : rows[i]!]!;
    if (code >= 0) counts[code]!++;
  }
  return counts;
};

/** The column with the categories that its rows have. */
export const withoutUnused = (column: CategoryColumn): CategoryColumn => {
  const counts = countCategories(column);
  const codes = new Int32Array(counts.length);
  let used = 0;
  for (let code = 0; code < codes.length; code++) codes[code] = counts[code]! > 0 ? used++ : -1;
  return {
    ...column,
    codes: column.codes.map((code) => (code < 0 ? code : codes[code]!)),
    categories: column.categories.filter((_, code) => counts[code]! > 0),
  };
};

/** The categories that occur in the given rows; in all rows by default. */
export const usedCategories = (
  column: CategoryColumn,
  rows: ArrayLike<number> | undefined,
): readonly string[] => {
  const counts = countCategories(column, rows);
  return column.categories.filter((_, code) => counts[code]! > 0);
};
