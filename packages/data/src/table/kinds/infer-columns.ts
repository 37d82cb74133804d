import { decimalsShown, lookAt, notationOf } from './column-look.ts';
import type { ColumnSchema, InferOptions, InferredColumns, Tally } from './column-schema.ts';
import { type Decision, decideKind } from './decide-kind.ts';
import { settleOrder } from './infer-dates.ts';
import { numberFields } from './infer-numbers.ts';
import { marksAsCategories } from './missing-marks.ts';
import { sentences } from './notes.ts';
import { rowsOf } from './stray.ts';

/**
 * How the columns with these texts are to be read. All values of a column decide its kind and its notation; other
 * columns and `prior` decide what they leave open.
 */
export const inferColumns = (
  tallies: readonly Tally[],
  options: InferOptions = {},
): InferredColumns => {
  const { prior = [], strays = 'error' } = options;
  const known = new Map(prior.map((schema) => [schema.name, schema]));
  const looks = tallies.map((tally) => lookAt(tally, options, known.get(tally.name)));
  const shown = decimalsShown(looks);
  const earlier = new Set(
    prior.flatMap(({ kind, decimal }) =>
      kind === 'number' && decimal !== undefined ? [decimal] : [],
    ),
  );
  const decisions = looks.map((look) => decideKind(look, notationOf(look, shown, earlier), strays));
  const inNumbers = new Set(
    decisions.flatMap(({ kind, look }) =>
      (kind === 'number' || kind === 'date') && look.numbers.present > 0
        ? look.gaps.map(({ text }) => text)
        : [],
    ),
  );
  const shownOrders = decisions.flatMap(({ kind, dates }) =>
    kind === 'date' && dates?.orders.length === 1 ? dates.orders : [],
  );
  const columns = decisions.map((decision) =>
    schemaOf(decision, { inNumbers, shownOrders, options }),
  );
  return { columns, remarks: sentences([]), ambiguous: [] };
};

interface Context {
  readonly inNumbers: ReadonlySet<string>;
  readonly shownOrders: readonly ('ymd' | 'dmy' | 'mdy')[];
  readonly options: InferOptions;
}

const schemaOf = (
  { look, kind, notation, dates }: Decision,
  { inNumbers, shownOrders, options }: Context,
): ColumnSchema => {
  const { name, marks, numberMarks, prior } = look;
  switch (kind) {
    case 'number':
      return { name, kind, ...numberFields(look.numbers, notation), missing: numberMarks };
    case 'date': {
      const order = settleOrder(
        dates?.orders ?? [],
        [...shownOrders, prior?.order],
        look.numbers.candidates[0]?.text ?? '',
      );
      return { name, kind, ...(order === undefined ? {} : { order }), missing: numberMarks };
    }
    default: {
      const isMark = new Set(marks);
      const words = look.numbers.candidates;
      const kept = new Set(
        options.missing === undefined
          ? marksAsCategories(
              look.gaps.filter(({ text }) => isMark.has(text)),
              { categories: words.length, rows: rowsOf(words) },
              inNumbers,
            )
          : [],
      );
      return { name, kind, missing: marks.filter((mark) => !kept.has(mark)) };
    }
  }
};
