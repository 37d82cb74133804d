import type { ColumnKind, ColumnSchema, InferOptions, Tally } from '../kinds/column-schema.ts';
import { inferColumns } from '../kinds/infer-columns.ts';
import {
  addNumbers,
  type ColumnNumbers,
  columnNumbers,
  numbersOfTexts,
  tallyOfNumbers,
} from './numbers-of-column.ts';
import { addTexts, type ColumnTexts, columnTexts, tallyOf } from './texts-of-column.ts';

/** A column that is not stored: left out by the user, or free text. */
export interface ColumnAside {
  readonly kind: 'aside';
  /** Whether it was found to be free text. */
  readonly isFound: boolean;
}

/** What is known of a column while it is read. */
export type ColumnState = ColumnTexts | ColumnNumbers | ColumnAside;

export interface ColumnBuilder {
  readonly name: string;
  readonly add: (rows: readonly (readonly string[])[], column: number) => void;
  readonly state: () => ColumnState;
}

export interface BuilderOptions {
  readonly infer: InferOptions;
  /** The schema of the column, if it is given. */
  readonly schema: ColumnSchema | undefined;
  /** The number of distinct texts by which the kind of the column is first inferred. */
  readonly sample: number;
  /** Whether all texts are kept to the end, because numbers that were kept instead turned out to be something else. */
  readonly isExact: boolean;
}

/** The number of distinct texts that may be free text, if there are more than half as many as rows. */
const MOST_TEXTS = 2 ** 20;

/** The number of rows after which a column is considered again. */
const STEP = 1024;

const isAside = (kind: ColumnKind | undefined): boolean => kind === 'ignore' || kind === 'text';

const isNumeric = (kind: ColumnKind | undefined): boolean => kind === 'number' || kind === 'date';

const startOf = (schema: ColumnSchema | undefined, type: ColumnKind | undefined): ColumnState => {
  if (isAside(schema?.kind ?? type)) return { kind: 'aside', isFound: false };
  return schema !== undefined && isNumeric(schema.kind) ? columnNumbers(schema) : columnTexts();
};

/** The column as numbers if its texts are clearly numbers or dates of one notation. */
const asNumbers = (
  name: string,
  column: ColumnTexts,
  infer: InferOptions,
): ColumnNumbers | undefined => {
  const found = inferColumns([tallyOf(name, column)], infer);
  const [schema] = found.columns;
  return isNumeric(schema!.kind) && found.ambiguous.length === 0
    ? numbersOfTexts(column, schema!)
    : undefined;
};

/**
 * A builder of a column in little memory: codes of its distinct texts; then, if there are many and they are numbers or
 * dates, float64 numbers; and nothing if they are free text.
 */
export const columnBuilder = (
  name: string,
  { infer, schema, sample, isExact }: BuilderOptions,
): ColumnBuilder => {
  const type = Object.hasOwn(infer.types ?? {}, name) ? infer.types![name] : undefined;
  const isFixed = schema !== undefined || type !== undefined;
  let state = startOf(schema, type);
  let wanted = sample;
  const reconsider = (column: ColumnTexts): void => {
    if (column.texts.length < wanted) return;
    wanted = 2 * column.texts.length;
    const isWords = (schema?.kind ?? type) === 'category';
    const numbers = isExact || isWords ? undefined : asNumbers(name, column, infer);
    if (numbers !== undefined) state = numbers;
    else if (
      !isFixed &&
      column.texts.length >= MOST_TEXTS &&
      2 * column.texts.length > column.codes.length()
    )
      state = { kind: 'aside', isFound: true };
  };
  return {
    name,
    add: (rows, column) => {
      let from = 0;
      while (state.kind === 'texts' && from < rows.length) {
        const to = Math.min(from + STEP, rows.length);
        addTexts(state, rows, column, from, to);
        reconsider(state);
        from = to;
      }
      if (state.kind === 'numbers') addNumbers(state, rows, column, from);
    },
    state: () => state,
  };
};

/** The texts by which the schema of a column is inferred. */
export const tallyOfState = (name: string, state: ColumnState): Tally => {
  switch (state.kind) {
    case 'texts':
      return tallyOf(name, state);
    case 'numbers':
      return tallyOfNumbers(state);
    case 'aside':
      return { name, texts: [], counts: [] };
  }
};
