import { pipe } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { chain, type Either, left, map, right, traverseArrayWithIndex } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { categoryColumn } from './column.ts';
import { firstTwice } from './first-twice.ts';
import { type MissingPolicy, settleMissing } from './missing.ts';
import { readNumber } from './read-number.ts';
import { type Column, placeOf, type Table } from './table.ts';

export interface TableOptions {
  /** The name of the text in errors, such as its path. */
  readonly source?: string;
  /**
   * The types of columns, by name. Other columns hold numbers if most of their values are numbers; a stray word
   * among them is then an error, and does not turn the column into words.
   */
  readonly types?: Readonly<Record<string, 'number' | 'category'>>;
  /** The treatment of missing values; `'error'` by default. */
  readonly missing?: MissingPolicy;
  /** The texts that stand for a missing value; `''`, `'NA'`, `'NaN'` and `'?'` by default. */
  readonly missingValues?: readonly string[];
}

/** A value as text or as a number; null if it is missing. */
export type Cell = string | number | null;

export interface Cells {
  readonly source: string;
  readonly names: readonly string[];
  /** Rows of the same length as `names`. */
  readonly rows: readonly (readonly Cell[])[];
  readonly lines?: Int32Array;
}

/** The columns of cells, each with its kind. */
export const tableOfCells = (
  { source, names, rows, lines }: Cells,
  {
    types = {},
    missing = 'error',
    missingValues = ['', 'NA', 'NaN', '?'],
  }: Omit<TableOptions, 'source'>,
): Either<DataError, Table> => {
  for (const [name, type] of Object.entries(types))
    checkOptions('types', { [name]: type }, { [name]: "'number'|'category'" });
  const wrong = namesError(source, names, Object.keys(types));
  if (wrong !== undefined) return left(wrong);
  if (rows.length === 0)
    return left({
      _tag: 'EmptyTable',
      source,
      message: `${source} has no rows under its columns; a table has at least one`,
    });
  const gaps = new Set<Cell>(missingValues);
  return pipe(
    names,
    traverseArrayWithIndex((i, name): Either<DataError, Column> => {
      const cells = rows.map((row) => (gaps.has(row[i]!) ? null : row[i]!));
      const kind = Object.hasOwn(types, name) ? types[name]! : kindOf(cells);
      if (kind === 'number') return columnOfNumbers(source, name, cells, lines);
      return right(
        categoryColumn(
          name,
          cells.map((cell) => (cell === null ? null : String(cell))),
        ),
      );
    }),
    map((columns) => ({ columns, rows: rows.length, ...(lines && { lines }) })),
    chain((table) => settleMissing(source, missing, table)),
  );
};

const toNumber = (cell: string | number): number | undefined =>
  typeof cell === 'number' ? cell : readNumber(cell);

const kindOf = (cells: readonly Cell[]): 'number' | 'category' => {
  const present = cells.filter((cell) => cell !== null);
  const numbers = present.filter((cell) => toNumber(cell) !== undefined);
  return 2 * numbers.length > present.length || present.length === 0 ? 'number' : 'category';
};

const columnOfNumbers = (
  source: string,
  name: string,
  cells: readonly Cell[],
  lines: Int32Array | undefined,
): Either<DataError, Column> => {
  const values = new Float64Array(cells.length);
  for (const [row, cell] of cells.entries()) {
    const number = cell === null ? Number.NaN : toNumber(cell);
    if (number === undefined) {
      const place = placeOf(lines, row);
      return left({
        _tag: 'NotANumber',
        source,
        row: place.row,
        column: name,
        value: String(cell),
        message: `${source}, ${place.text}: ${JSON.stringify(cell)} in column ${JSON.stringify(name)} is not a number; correct it, or name it in missingValues, or pass { types: { ${JSON.stringify(name)}: 'category' } }`,
      });
    }
    values[row] = number;
  }
  return right({ name, kind: 'number', values });
};

const namesError = (
  source: string,
  names: readonly string[],
  typed: readonly string[],
): DataError | undefined => {
  const twice = firstTwice(names);
  if (twice !== undefined)
    return {
      _tag: 'DuplicateColumn',
      source,
      column: twice,
      message: `${source} has two columns named ${JSON.stringify(twice)}; rename one of them`,
    };
  const known = new Set(names);
  const unknown = typed.find((name) => !known.has(name));
  return unknown === undefined ? undefined : unknownColumn(source, unknown, names);
};

/** The maximum number of names in an error. */
const MOST_NAMES = 50;

const showNames = (names: readonly string[]): string => {
  const listed = names.slice(0, MOST_NAMES).map((name) => JSON.stringify(name));
  const rest = names.length - listed.length;
  return `${listed.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
};

export const unknownColumn = (
  source: string,
  column: string,
  names: readonly string[],
): DataError => ({
  _tag: 'UnknownColumn',
  source,
  column,
  message: `${source} has no column ${JSON.stringify(column)}; it has ${showNames(names)}`,
});
