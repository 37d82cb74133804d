import type { FeatureShapes } from './features.ts';

interface Reason<Tag extends string> {
  readonly _tag: Tag;
  /** The fault, its place, and the remedy. */
  readonly message: string;
}

/** A failure of a named source: a path, or `the IDX data` if the bytes have no name. */
interface SourceReason<Tag extends string> extends Reason<Tag> {
  readonly source: string;
}

/** Lengths in bytes, of the whole source. */
interface LengthReason<Tag extends string> extends SourceReason<Tag> {
  readonly expected: number;
  readonly actual: number;
}

/** A number of a dataset; `column` is its place among the features of the row. */
interface ElementReason<Tag extends string> extends Reason<Tag> {
  /** `x`, `y`, or a part of them, such as `x.picture`. */
  readonly part: string;
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/** A failure in a column of a table, by the column's name. */
interface ColumnReason<Tag extends string> extends SourceReason<Tag> {
  readonly column: string;
}

/** `row` is the line of the file, counted from 1; without a file, the index of the row, counted from 0. */
interface CellReason<Tag extends string> extends ColumnReason<Tag> {
  readonly row: number;
}

/** Why a file could not be read. */
export type ReadError =
  | SourceReason<'FileNotFound'>
  | SourceReason<'NotAFile'>
  | SourceReason<'Unreadable'>;

/** Why a file could not be read or written; `source` is its path. */
export type FileError = ReadError | SourceReason<'Unwritable'>;

/**
 * Why a source could not be read, or is not a dataset. Tell the cases apart by `_tag`, or show
 * `message` to a person.
 */
export type DataError =
  | ReadError
  | SourceReason<'CorruptGzip'>
  | SourceReason<'EmptyFile'>
  | SourceReason<'NotIdx'>
  | (SourceReason<'UnsupportedType'> & { readonly type: number })
  | LengthReason<'Truncated'>
  | LengthReason<'TrailingBytes'>
  | SourceReason<'UnexpectedContents'>
  | SourceReason<'InvalidJson'>
  | SourceReason<'NotText'>
  | SourceReason<'NotNpy'>
  | SourceReason<'CorruptZip'>
  | SourceReason<'CorruptParquet'>
  | SourceReason<'CorruptArrow'>
  | (SourceReason<'MissingLibrary'> & { readonly library: string })
  | (SourceReason<'UnsupportedDtype'> & { readonly dtype: string })
  | (SourceReason<'IntegerTooLarge'> & { readonly index: number; readonly value: number })
  | (Reason<'CountMismatch'> & { readonly x: FeatureShapes; readonly y: FeatureShapes })
  | Reason<'EmptyDataset'>
  | ElementReason<'NotFinite'>
  | ElementReason<'NotInteger'>
  | (ElementReason<'LabelOutOfRange'> & { readonly classes: number })
  | (SourceReason<'MalformedCsv'> & { readonly row: number })
  | SourceReason<'EmptyTable'>
  | ColumnReason<'DuplicateColumn'>
  | ColumnReason<'UnknownColumn'>
  | ColumnReason<'MixedColumn'>
  | (CellReason<'RaggedRow'> & { readonly expected: number; readonly actual: number })
  | (CellReason<'NotANumber'> & { readonly value: string })
  | (CellReason<'UnsupportedValue'> & { readonly value: string })
  | CellReason<'MissingValue'>
  | ColumnReason<'EmptyColumn'>
  | (CellReason<'UnknownCategory'> & { readonly value: string })
  | (CellReason<'NumberTooLarge'> & { readonly value: string });
