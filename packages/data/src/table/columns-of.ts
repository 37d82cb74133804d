import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import type { Column, Table } from './table.ts';
import { unknownColumn } from './table-of-cells.ts';

/** Finds the columns of a table by name. */
export const columnsOf = ({
  columns,
  source = 'the table',
}: Table): ((name: string) => Either<DataError, Column>) => {
  // The first column with a name counts.
  const byName = new Map(columns.toReversed().map((column) => [column.name, column]));
  return (name) => {
    const column = byName.get(name);
    return column === undefined
      ? left(
          unknownColumn(
            source,
            name,
            columns.map((other) => other.name),
          ),
        )
      : right(column);
  };
};
