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

/** The number of texts that show that a column of many names or codes holds no dates. */
const SAMPLE = 200;

/** The texts of a column that may hold dates; undefined if hardly any is one, or if many are plain numbers. */
export const datesIn = (texts: readonly Stray[]): DateTexts | undefined => {
  const sample = texts.slice(0, SAMPLE);
  const rows = rowsOf(sample);
  const numbers = rowsOf(sample.filter(({ text }) => /^\d+$/.test(text)));
  if (20 * numbers > rows) return undefined;
  const sampled = datesOf(sample);
  if (2 * sampled.rows < rows) return undefined;
  return texts.length === sample.length ? sampled : datesOf(texts);
};

/** The texts of a column of dates. */
export const datesOf = (texts: readonly Stray[]): DateTexts => {
  const divided = orders.map((order) => {
    const read = dateReader(order === undefined ? {} : { order });
    const strays = texts.filter(({ text }) => read(text) === undefined);
    return { order, strays, rows: rowsOf(texts) - rowsOf(strays) };
  });
  const most = divided.reduce((a, { rows }) => Math.max(a, rows), 0);
  const best = divided.filter(({ rows }) => rows === most);
  const first = best[0]!;
  return { orders: best.flatMap(({ order }) => order ?? []), rows: most, strays: first.strays };
};

/** The order of dates that several orders read: a usual one of them, or otherwise that of their separator. */
export const settleOrder = (
  best: readonly DateOrder[],
  usual: readonly (DateOrder | undefined)[],
  example: string,
): DateOrder | undefined => {
  if (best.length !== 2) return best[0];
  const known = usual.find((order) => order !== undefined && best.includes(order));
  return known ?? (example.includes('/') ? 'mdy' : 'dmy');
};
