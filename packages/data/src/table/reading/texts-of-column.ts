import type { Tally } from '../kinds/column-schema.ts';
import { type Growing, growingIntegers } from './growing.ts';

/** A column as codes of its distinct texts. */
export interface ColumnTexts {
  readonly kind: 'texts';
  readonly texts: string[];
  readonly counts: number[];
  readonly codes: Growing<Int32Array>;
  readonly index: Map<string, number>;
}

export const columnTexts = (): ColumnTexts => ({
  kind: 'texts',
  texts: [],
  counts: [],
  codes: growingIntegers(),
  index: new Map(),
});

/** The length from which on a part of a string may keep the whole string in memory (V8 copies shorter ones). */
const SHARED = 13;

/** The text in memory of its own. */
const ownText = (text: string): string =>
  text.length < SHARED ? text : (JSON.parse(JSON.stringify(text)) as string);

/** Adds the values of a column of rows, from one row up to another. */
export const addTexts = (
  { texts, counts, codes, index }: ColumnTexts,
  rows: readonly (readonly string[])[],
  column: number,
  from: number,
  to: number,
): void => {
  for (let i = from; i < to; i++) {
    const text = rows[i]![column]!;
    let code = index.get(text);
    if (code === undefined) {
      code = texts.length;
      const own = ownText(text);
      index.set(own, code);
      texts.push(own);
      counts.push(0);
    }
    counts[code]!++;
    codes.push(code);
  }
};

export const tallyOf = (name: string, { texts, counts }: ColumnTexts): Tally => ({
  name,
  texts,
  counts,
});
