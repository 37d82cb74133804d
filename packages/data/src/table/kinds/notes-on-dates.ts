import type { DateOrder } from './column-schema.ts';
import type { Decision } from './decide-kind.ts';
import { type Note, noteOn } from './notes.ts';
import { columnsAre, quote } from './phrases.ts';

const orderNames: Readonly<Record<DateOrder, string>> = {
  ymd: 'year, month, day',
  mdy: 'month, day, year',
  dmy: 'day, month, year',
};

/** That a column is read as dates, and in which order of day and month if that matters. */
export const noteOnDates = ({ look, dates }: Decision, order: DateOrder | undefined): Note => {
  const { name, numbers } = look;
  const orders = dates?.orders.length ?? 0;
  if (order === undefined)
    return noteOn(name, 'times', (columns) => `${columnsAre(columns)} read as times of the day`);
  // Every order reads dates that begin with the year, or that have the name of the month.
  if (orders > 2) return noteOn(name, 'dates', (columns) => `${columnsAre(columns)} read as dates`);
  const inOrder = (columns: readonly string[]) =>
    `${columnsAre(columns)} read as dates in the order ${orderNames[order]}`;
  if (orders === 1) return noteOn(name, `dates ${order}`, inOrder);
  const example = quote(numbers.candidates[0]?.text ?? '');
  return noteOn(
    name,
    `open ${order}`,
    (columns) =>
      `${inOrder(columns)}, which no value shows: ${example} could have another order; to change it, write the schema with --schema, correct "order" in it, and pass it in the next run`,
  );
};
