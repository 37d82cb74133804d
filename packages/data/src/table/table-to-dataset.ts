import { pipe } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { chain, type Either, map } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { type Dataset, dataset } from '../dataset.ts';
import { encodeTable, encodeTarget } from './encode-table.ts';
import { type Encoding, featureNames } from './encoding.ts';
import { type FitEncodingOptions, fitEncoding } from './fit-encoding.ts';
import type { Table } from './table.ts';

export interface TableToDatasetOptions extends FitEncodingOptions {
  readonly target: string;
}

/** A table as tensors, with the names of their columns and classes. */
export interface TableDataset {
  readonly data: Dataset;
  /** The names of the columns of `x`. */
  readonly features: readonly string[];
  /** The names of the labels in `y`; none if the target is a number. */
  readonly classes?: readonly string[];
  /** The encoding that makes the same columns of later tables; save it with the model. */
  readonly encoding: Encoding;
}

/** `tableToDataset` with a table, or without one as a function of the table. */
export interface TableToDataset {
  (options: TableToDatasetOptions): (table: Table) => Either<DataError, TableDataset>;
  (table: Table, options: TableToDatasetOptions): Either<DataError, TableDataset>;
}

/**
 * Converts a table to a dataset. Numbers stay numbers, and words become one-hot columns; a target of words becomes
 * int32 labels, one of numbers float32. For numbered classes, read the table with
 * `types: { target: 'category' }`. Without a table it returns a function for a `pipe`.
 *
 * To hold out rows, encode them by an `encoding` that was fitted to the training rows only.
 *
 * @returns Left as for `fitEncoding`, `encodeTable` and `dataset`.
 * @throws ArgumentError as for `fitEncoding`.
 * @example
 * ```ts
 * import { parseCsv, tableToDataset } from '@puregrad/data/table';
 * import { flatMap } from 'fp-ts/lib/Either.js';
 * import { pipe } from 'fp-ts/lib/function.js';
 * const made = pipe(
 *   parseCsv('color,size,kind\nred,1,cat\nblue,2,dog'),
 *   flatMap(tableToDataset({ target: 'kind' })),
 * );
 * made._tag === 'Right' && made.right.features; // => ['color=blue', 'color=red', 'size']
 * made._tag === 'Right' && made.right.classes; // => ['cat', 'dog']
 * ```
 */
export const tableToDataset: TableToDataset = ((
  ...args: readonly [TableToDatasetOptions] | readonly [Table, TableToDatasetOptions]
) => {
  if (args.length === 2) return datasetOf(...args);
  const [options] = args;
  checkOptions('tableToDataset', { options }, { options: '{target}' });
  return (table: Table) => datasetOf(table, options);
}) as TableToDataset;

const datasetOf = (
  table: Table,
  options: TableToDatasetOptions,
): Either<DataError, TableDataset> => {
  checkOptions('tableToDataset', { table }, { table: '{columns}' });
  return pipe(
    fitEncoding(table, options),
    chain((encoding) =>
      pipe(
        encodeTable(encoding)(table),
        chain((x) =>
          pipe(
            encodeTarget(encoding)(table),
            chain((y) => dataset(x, y, { targets: 'numbers' })),
          ),
        ),
        map((data) => ({
          data,
          features: featureNames(encoding),
          ...(encoding.target?.kind === 'classes' && { classes: encoding.target.classes }),
          encoding,
        })),
      ),
    ),
  );
};
