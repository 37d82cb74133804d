import type { Shape } from '@puregrad/tensors';

interface Reason<Tag extends string> {
  readonly _tag: Tag;
  /** What was wrong, where, and what to do. */
  readonly message: string;
}

/** A failure of a named source: a path, or `the IDX data` where bytes came without a name. */
interface SourceReason<Tag extends string> extends Reason<Tag> {
  readonly source: string;
}

/** Lengths in bytes, of the whole source. */
interface LengthReason<Tag extends string> extends SourceReason<Tag> {
  readonly expected: number;
  readonly actual: number;
}

/** A number of a dataset's `x` or `y`; `column` is its place among the features of the row. */
interface ElementReason<Tag extends string> extends Reason<Tag> {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/**
 * Why a source could not be read, or is no dataset. Tell the cases apart by `_tag`, or show
 * `message` to a person.
 */
export type DataError =
  | SourceReason<'FileNotFound'>
  | SourceReason<'NotAFile'>
  | SourceReason<'Unreadable'>
  | SourceReason<'CorruptGzip'>
  | SourceReason<'EmptyFile'>
  | SourceReason<'NotIdx'>
  | (SourceReason<'UnsupportedType'> & { readonly type: number })
  | LengthReason<'Truncated'>
  | LengthReason<'TrailingBytes'>
  | SourceReason<'UnexpectedContents'>
  | SourceReason<'InvalidJson'>
  | (Reason<'CountMismatch'> & { readonly x: Shape; readonly y: Shape })
  | Reason<'EmptyDataset'>
  | (ElementReason<'NotFinite'> & { readonly part: 'x' | 'y' })
  | ElementReason<'NotInteger'>
  | (ElementReason<'LabelOutOfRange'> & { readonly classes: number });
