import { select, type Table } from '@puregrad/data/table';

/** A report shows rows as they stand in the file. Of more than these, it is about the first of them. */
const MOST_JUDGED = 20_000;

/** The given rows of a table, at most `MOST_JUDGED`. */
export const selectSome = (table: Table, rows: Int32Array): Table =>
  select(table, rows.subarray(0, MOST_JUDGED));
