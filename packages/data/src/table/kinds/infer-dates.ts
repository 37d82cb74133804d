import type { DateOrder } from './column-schema.ts';
import { dateReader } from './read-date.ts';
import { rowsOf, type Stray } from './stray.ts';

/** A column's texts as dates: what the best orders read, and what they do not. */
export interface DateTexts {
  /** The best orders; several if the values leave it open, and none for times of the day. */
  readonly orders: readonly DateOrder[];
  readonly rows: number;
  readonly strays: readonly Stray[];
}

const orders: readonly (DateOrder | undefined)[] = ['ymd', 'mdy', 'dmy', undefined];

/** The number of texts that a look at a column of names or codes takes. */
const SAMPLE = 200;

/** The texts of a column, looked at as dates; undefined if hardly any is one. */
export const datesIn = (texts: readonly Stray[]): DateTexts | undefined => {
  if (texts.length > SAMPLE) {
    const sampled = datesIn(texts.slice(0, SAMPLE));
    if (sampled === undefined) return undefined;
  }
  const divided = orders.map((order) => ({ order, ...divide(texts, order) }));
  const most = divided.reduce((a, { rows }) => Math.max(a, rows), 0);
  if (2 * most < rowsOf(texts) || most === 0) return undefined;
  const best = divided.filter(({ rows }) => rows === most);
  return {
    orders: best.flatMap(({ order }) => order ?? []),
    rows: most,
    strays: best[0]!.strays,
  };
};

const divide = (texts: readonly Stray[], order: DateOrder | undefined) => {
  const read = dateReader(order === undefined ? {} : { order });
  const strays = texts.filter(({ text }) => read(text) === undefined);
  return { strays, rows: rowsOf(texts) - rowsOf(strays) };
};

/** The order of dates that several orders read: years first if all of them do, otherwise the usual one. */
export const settleOrder = (
  best: readonly DateOrder[],
  usual: readonly (DateOrder | undefined)[],
  example: string,
): DateOrder | undefined => {
  if (best.length !== 2) return best[0];
  const known = usual.find((order) => order !== undefined && best.includes(order));
  return known ?? (example.includes('/') ? 'mdy' : 'dmy');
};
