import { ArgumentError, pipe } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { bind, chain, Do, type Either, left, map, right, traverseArray } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { columnsOf } from './columns-of.ts';
import { varyingParts } from './date-parts.ts';
import type { Encoding, FeatureEncoding, TargetEncoding } from './encoding.ts';
import type { FeatureOf } from './feature-reader.ts';
import { firstTwice } from './first-twice.ts';
import { fitScale, momentsOfFeature } from './fit-scale.ts';
import { type Fill, fillOf } from './missing.ts';
import { requireRows, takeValues } from './select.ts';
import type { Column, Table } from './table.ts';
import { usedCategories } from './used-categories.ts';

export interface FitEncodingOptions {
  /** The target column; none by default. */
  readonly target?: string;
  /** The feature columns, in order; by default all except the target. */
  readonly features?: readonly string[];
  /** One column of 0 or 1 for each category (the default), or one column with the category's index. */
  readonly oneHot?: boolean;
  /** The replacement for missing numbers; missing words are replaced by the mode. By default a missing value is an error. */
  readonly fill?: Fill;
  /** The encoding of a category that only later tables have: `'error'` (the default), or all zeros. */
  readonly unknown?: 'error' | 'zeros';
  /** The rows to fit to, such as those for training; all by default. */
  readonly rows?: ArrayLike<number>;
  /** Whether the encoded columns, and a target that is a number, have mean 0 and deviation 1; false by default. */
  readonly standardize?: boolean;
}

/**
 * Fits the encoding of a table as tensors: the order of its columns, the categories that occur, the parts of dates that
 * vary, the replacements for missing values and, if asked for, the means and deviations that standardize. Fit it to the
 * training table, or to its training `rows`; `encodeTable` then makes the same columns of any later table.
 *
 * Nothing can be learnt from a column that has the same value in every row. Its `scale.std` is 0, and it is encoded as
 * 0 whatever its value, so that another value in a later table has no effect.
 *
 * @returns Left if a named column does not exist, or if a column has no value to derive a replacement from. With
 * `standardize` also as for `encodeTable`, and if there are no rows.
 * @throws ArgumentError if the target is among the features, if a feature is repeated, if unknown categories
 * are to be zeros without one-hot columns, or for a row that the table does not have.
 * @example
 * ```ts
 * import { fitEncoding, parseCsv } from '@puregrad/data/table';
 * import { chain } from 'fp-ts/lib/Either.js';
 * import { pipe } from 'fp-ts/lib/function.js';
 * const table = parseCsv('color,size,price\nred,1,10\nblue,3,20');
 * pipe(
 *   table,
 *   chain((t) => fitEncoding(t, { target: 'price', standardize: true })),
 * );
 * // => { _tag: 'Right', right: {
 * //   features: [
 * //     { name: 'color', kind: 'oneHot', categories: ['blue', 'red'] },
 * //     { name: 'size', kind: 'number' },
 * //   ],
 * //   unknown: 'error',
 * //   target: { name: 'price', kind: 'number', mean: 15, std: 5 },
 * //   scale: { mean: [0.5, 0.5, 2], std: [0.5, 0.5, 1] },
 * // } }
 * ```
 */
export const fitEncoding = (
  table: Table,
  options: FitEncodingOptions = {},
): Either<DataError, Encoding> => {
  checkOptions('fitEncoding', { table }, { table: '{columns}' });
  const {
    target,
    features,
    oneHot = true,
    fill,
    unknown = 'error',
    rows,
    standardize = false,
  } = checkOptions('fitEncoding', options, {
    target: 'string?',
    features: 'string[]?',
    oneHot: 'boolean?',
    fill: "number|'mean'|'median'|'mode'?",
    unknown: "'error'|'zeros'?",
    rows: 'array|typed array?',
    standardize: 'boolean?',
  });
  const names = features ?? table.columns.map(({ name }) => name).filter((name) => name !== target);
  const twice = firstTwice(target === undefined ? names : [target, ...names]);
  if (twice !== undefined)
    throw new ArgumentError(
      `fitEncoding: ${JSON.stringify(twice)} is used twice, as a feature and again; name every column once`,
    );
  if (unknown === 'zeros' && !oneHot)
    throw new ArgumentError(
      "fitEncoding: unknown categories can be zeros only in one-hot columns, index 0 is a category; pass { unknown: 'error' }",
    );
  if (rows !== undefined) requireRows('fitEncoding', table, rows);
  if (standardize && (rows?.length ?? table.rows) === 0) return left(noRows(table));
  const fit = { table, rows, oneHot, fill, unknown, standardize };
  const column = columnsOf(table);
  return pipe(
    Do,
    bind('fitted', () =>
      traverseArray((name: string) => chain(fitFeature(fit))(column(name)))(names),
    ),
    bind('target', () =>
      target === undefined ? right(undefined) : chain(fitTarget(fit))(column(target)),
    ),
    bind('scale', ({ fitted }) => (standardize ? fitScale(fitted, rows) : right(undefined))),
    map(({ fitted, target, scale }) => ({
      features: fitted.map(({ feature }) => feature),
      unknown,
      ...(target && { target }),
      ...(scale && { scale }),
    })),
  );
};

/** What an encoding is fitted to, and how. */
interface Fit {
  readonly table: Table;
  readonly rows: ArrayLike<number> | undefined;
  readonly oneHot: boolean;
  readonly fill: Fill | undefined;
  readonly unknown: Encoding['unknown'];
  readonly standardize: boolean;
}

const fitFeature =
  ({ table, rows, oneHot, fill, unknown }: Fit) =>
  (column: Column): Either<DataError, FeatureOf> => {
    const { name } = column;
    const gap = fill === undefined ? undefined : fillOf(column, fill, rows);
    if (fill !== undefined && gap === undefined)
      return left({
        _tag: 'EmptyColumn',
        source: table.source ?? 'the table',
        column: name,
        message: `fitEncoding: column ${JSON.stringify(name)} has no values, so its gaps cannot be filled; leave it out of the features`,
      });
    const number = typeof gap === 'number' ? { fill: gap } : {};
    const feature: FeatureEncoding =
      column.kind === 'number'
        ? { name, kind: 'number', ...number }
        : column.kind === 'date'
          ? { name, kind: 'date', parts: varyingParts(takeValues(column.values, rows)), ...number }
          : {
              name,
              kind: oneHot ? 'oneHot' : 'index',
              categories: usedCategories(column, rows),
              ...(typeof gap === 'string' && { fill: gap }),
            };
    return right({ table, column, feature, isTarget: false, unknown });
  };

const fitTarget =
  ({ table, rows, standardize }: Fit) =>
  (column: Column): Either<DataError, TargetEncoding> => {
    const { name } = column;
    if (column.kind === 'category')
      return right({ name, kind: 'classes', classes: usedCategories(column, rows) });
    const feature = { name, kind: 'number' } as const;
    if (!standardize) return right(feature);
    return pipe(
      momentsOfFeature({ table, column, feature, isTarget: true, unknown: 'error' }, rows),
      map(([moments]) => ({ ...feature, mean: 0 + moments!.mean, std: moments!.std || 1 })),
    );
  };

const noRows = ({ source = 'the table' }: Table): DataError => ({
  _tag: 'EmptyTable',
  source,
  message: `fitEncoding: there are no rows of ${source} to fit to; fit to at least one`,
});
