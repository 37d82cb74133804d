import { pipe } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { chain, type Either, left, map, right, traverseArray } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { categoriesOf } from './categories-of.ts';
import { isMissing, textOf } from './column.ts';
import { columnsOf } from './columns-of.ts';
import { cellReader } from './kinds/cell-reader.ts';
import { inferColumns } from './kinds/infer-columns.ts';
import { type CategoryColumn, type Column, placeOf, type Table } from './table.ts';
import { countCategories } from './used-categories.ts';

/**
 * The table with columns of other kinds, by name. Words become numbers or dates as the readers of tables read them
 * (decimal commas, orders of day and month); numbers become words by `String(value)`, dates by ISO 8601 in UTC; a number
 * is the seconds of a date since 1970-01-01. Missing values stay missing.
 *
 * @returns Left naming a column that does not exist, or the row of a word that is not a number or a date.
 * @example
 * ```ts
 * import { numberColumn, retype, valuesOf } from '@puregrad/data/table';
 * const table = { columns: [numberColumn('label', [10, 9, Number.NaN])], rows: 3 };
 * const made = retype(table, { label: 'category' });
 * made._tag === 'Right' && made.right.columns.map(valuesOf); // => [['10', '9', null]]
 * ```
 */
export const retype = (
  table: Table,
  kinds: Readonly<Record<string, Column['kind']>>,
): Either<DataError, Table> => {
  checkOptions('retype', { table, kinds }, { table: '{columns}', kinds: 'object' });
  for (const [name, kind] of Object.entries(kinds))
    checkOptions('retype', { [name]: kind }, { [name]: "'number'|'category'|'date'" });
  return pipe(
    Object.keys(kinds),
    traverseArray(columnsOf(table)),
    chain(() =>
      pipe(
        table.columns,
        traverseArray((column) =>
          Object.hasOwn(kinds, column.name)
            ? columnAs(table, column, kinds[column.name]!)
            : right(column),
        ),
      ),
    ),
    map((columns) => ({ ...table, columns })),
  );
};

const columnAs = (
  table: Table,
  column: Column,
  kind: Column['kind'],
): Either<DataError, Column> => {
  if (column.kind === 'category')
    return kind === 'category' ? right(column) : asNumbers(table, column, kind);
  return right(kind === 'category' ? asWords(column) : { ...column, kind });
};

const asWords = (column: Exclude<Column, CategoryColumn>): CategoryColumn => {
  const { name, values } = column;
  // Each value is written once.
  const words = new Map<number, string>();
  for (let row = 0; row < values.length; row++)
    if (!(isMissing(column, row) || words.has(values[row]!)))
      words.set(values[row]!, textOf(column, row)!);
  const categories = categoriesOf([...words.values()]);
  const codes = new Map(categories.map((word, code) => [word, code]));
  const codeOf = new Map([...words].map(([value, word]) => [value, codes.get(word)!]));
  return {
    name,
    kind: 'category',
    codes: Int32Array.from(values, (value) => codeOf.get(value) ?? -1),
    categories,
  };
};

const asNumbers = (
  { lines, source = 'the table' }: Table,
  column: CategoryColumn,
  kind: 'number' | 'date',
): Either<DataError, Column> => {
  const { name, codes, categories } = column;
  const counts = countCategories(column);
  const used = (code: number): boolean => counts[code]! > 0;
  const tally = {
    name,
    texts: categories.filter((_, code) => used(code)),
    counts: counts.filter((count) => count > 0),
  };
  const [schema] = inferColumns([tally], { types: { [name]: kind } }).columns;
  const read = cellReader(schema!);
  const numbers = categories.map((word, code) => (used(code) ? read(word) : undefined));
  const values = new Float64Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    const number = code < 0 ? Number.NaN : numbers[code];
    if (number === undefined) {
      const place = placeOf(lines, row);
      const word = categories[code]!;
      return left({
        _tag: 'NotANumber',
        source,
        row: place.row,
        column: name,
        value: word,
        message: `${source}, ${place.text}: ${JSON.stringify(word)} in column ${JSON.stringify(name)} is not a ${kind}; correct it, or leave the column as words`,
      });
    }
    values[row] = number;
  }
  return right({ name, kind, values });
};
