import { checkOptions } from '@puregrad/tensors/interpreters';
import { categoriesOf } from './categories-of.ts';
import type { CategoryColumn, Column, NumberColumn } from './table.ts';

/**
 * A column of numbers; NaN if a value is missing.
 *
 * @example
 * ```ts
 * import { numberColumn } from '@puregrad/data/table';
 * const { kind, values } = numberColumn('size', [1.5, Number.NaN]);
 * kind; // => 'number'
 * [...values]; // => [1.5, NaN]
 * ```
 */
export const numberColumn = (name: string, values: ArrayLike<number>): NumberColumn => {
  checkOptions('numberColumn', { name, values }, { name: 'string', values: 'array|typed array' });
  const wrong = Array.isArray(values) ? values.findIndex((value) => typeof value !== 'number') : -1;
  if (wrong !== -1)
    checkOptions('numberColumn', { value: values[wrong]! }, { value: 'number|NaN' });
  return { name, kind: 'number', values: Float64Array.from(values) };
};

/**
 * A column of words; null if a value is missing. Its categories are the distinct words, numbers first.
 *
 * @example
 * ```ts
 * import { categoryColumn } from '@puregrad/data/table';
 * const { codes, categories } = categoryColumn('color', ['red', null, 'blue', 'red']);
 * [...codes]; // => [1, -1, 0, 1]
 * categories; // => ['blue', 'red']
 * ```
 */
export const categoryColumn = (name: string, words: readonly (string | null)[]): CategoryColumn => {
  checkOptions('categoryColumn', { name, words }, { name: 'string', words: 'array' });
  const wrong = words.find((word) => word !== null && typeof word !== 'string');
  if (wrong !== undefined) checkOptions('categoryColumn', { word: wrong }, { word: 'string' });
  const categories = categoriesOf(words);
  const codes = new Map<string | null, number>(categories.map((word, i) => [word, i]));
  return {
    name,
    kind: 'category',
    codes: Int32Array.from(words, (word) => codes.get(word) ?? -1),
    categories,
  };
};

/**
 * The values of a column as a plain list: numbers, with NaN for a missing one; seconds of dates; or words, with null
 * for a missing one.
 *
 * @example
 * ```ts
 * import { parseCsv, valuesOf } from '@puregrad/data/table';
 * const table = parseCsv('size,color\n1.5,red\n,', { missing: 'keep' });
 * table._tag === 'Right' && table.right.columns.map(valuesOf); // => [[1.5, NaN], ['red', null]]
 * ```
 */
export const valuesOf = (column: Column): readonly (number | string | null)[] => {
  checkOptions('valuesOf', { column }, { column: '{name,kind}' });
  return column.kind === 'category'
    ? Array.from(column.codes, (code) => column.categories[code] ?? null)
    : [...column.values];
};

/** The value in a row; undefined if it is missing. */
export const valueOf = (column: Column, row: number): number | string | undefined => {
  if (isMissing(column, row)) return undefined;
  return column.kind === 'category' ? column.categories[column.codes[row]!] : column.values[row];
};

/** Whether a value is missing. */
export const isMissing = (column: Column, row: number): boolean =>
  column.kind === 'category' ? column.codes[row]! < 0 : Number.isNaN(column.values[row]!);

/**
 * The value in a row as a text that is read as the same value: numbers with all their digits, dates by ISO 8601 in UTC;
 * undefined if it is missing.
 */
export const textOf = (column: Column, row: number): string | undefined => {
  const value = valueOf(column, row);
  if (value === undefined) return undefined;
  return column.kind === 'date' ? dateText(Number(value)) : String(value);
};

const dateText = (seconds: number): string => {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return String(seconds);
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, -14) : text.replace('.000Z', 'Z');
};

/**
 * The rows in which a column has a value, in increasing order.
 *
 * @example
 * ```ts
 * import { categoryColumn, presentRows } from '@puregrad/data/table';
 * [...presentRows(categoryColumn('color', ['red', null, 'blue']))]; // => [0, 2]
 * ```
 */
export const presentRows = (column: Column): Int32Array => {
  checkOptions('presentRows', { column }, { column: '{name,kind}' });
  const count = column.kind === 'category' ? column.codes.length : column.values.length;
  const rows = new Int32Array(count);
  let present = 0;
  for (let row = 0; row < count; row++) if (!isMissing(column, row)) rows[present++] = row;
  return rows.slice(0, present);
};
