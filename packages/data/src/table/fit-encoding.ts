import { ArgumentError, pipe } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { chain, type Either, left, map, right, traverseArray } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { columnsOf } from './columns-of.ts';
import type { Encoding, FeatureEncoding, TargetEncoding } from './encoding.ts';
import { firstTwice } from './first-twice.ts';
import { categoryFill, type Fill, numberFill } from './missing.ts';
import type { Column, Table } from './table.ts';
import { withoutUnused } from './used-categories.ts';

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
}

/**
 * Fits the encoding of a table as tensors: the order of its columns, their categories, and the replacements for
 * missing values. Fit it to the training table; `encodeTable` then makes the same columns of any later table.
 *
 * @returns Left if a named column does not exist, or if a column has no value to derive a replacement from.
 * @throws ArgumentError if the target is among the features, if a feature is repeated, or if unknown categories
 * are to be zeros without one-hot columns.
 * @example
 * ```ts
 * import { fitEncoding, parseCsv } from '@puregrad/data/table';
 * import { chain } from 'fp-ts/lib/Either.js';
 * import { pipe } from 'fp-ts/lib/function.js';
 * const table = parseCsv('color,size,price\nred,1,10\nblue,2,20');
 * pipe(
 *   table,
 *   chain((t) => fitEncoding(t, { target: 'price' })),
 * );
 * // => { _tag: 'Right', right: {
 * //   features: [
 * //     { name: 'color', kind: 'oneHot', categories: ['blue', 'red'] },
 * //     { name: 'size', kind: 'number' },
 * //   ],
 * //   unknown: 'error',
 * //   target: { name: 'price', kind: 'number' },
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
  } = checkOptions('fitEncoding', options, {
    target: 'string?',
    features: 'string[]?',
    oneHot: 'boolean?',
    fill: "number|'mean'|'median'|'mode'?",
    unknown: "'error'|'zeros'?",
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
  const column = columnsOf(table);
  return pipe(
    names,
    traverseArray((name) =>
      pipe(
        column(name),
        chain((column) => featureOf(column, { oneHot, fill, source: table.source })),
      ),
    ),
    chain((encodings) =>
      target === undefined
        ? right({ features: encodings, unknown })
        : pipe(
            column(target),
            map((found) => ({ features: encodings, unknown, target: targetOf(found) })),
          ),
    ),
  );
};

const featureOf = (
  column: Column,
  {
    oneHot,
    fill,
    source = 'the table',
  }: {
    readonly oneHot: boolean;
    readonly fill: Fill | undefined;
    readonly source: string | undefined;
  },
): Either<DataError, FeatureEncoding> => {
  const { name } = column;
  const gap =
    fill === undefined
      ? undefined
      : column.kind === 'category'
        ? categoryFill(column)
        : numberFill(column.values, fill);
  if (fill !== undefined && gap === undefined)
    return left({
      _tag: 'EmptyColumn',
      source,
      column: name,
      message: `fitEncoding: column ${JSON.stringify(name)} has no values, so its gaps cannot be filled; leave it out of the features`,
    });
  return right(
    column.kind === 'category'
      ? {
          name,
          kind: oneHot ? 'oneHot' : 'index',
          categories: withoutUnused(column).categories,
          ...(typeof gap === 'string' && { fill: gap }),
        }
      : { name, kind: 'number', ...(typeof gap === 'number' && { fill: gap }) },
  );
};

const targetOf = (column: Column): TargetEncoding =>
  column.kind === 'category'
    ? { name: column.name, kind: 'classes', classes: withoutUnused(column).categories }
    : { name: column.name, kind: 'number' };
