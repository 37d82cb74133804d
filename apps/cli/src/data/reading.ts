import type { ReadTableOptions, TableSchema } from '@puregrad/data/table';
import type { Requested } from '../options/option.ts';
import type { formatOptions } from '../options/train/data-options.ts';
import type { Recipe } from './recipe.ts';
import { classesByTarget } from './target-encodings.ts';

/** How the rows of a file are read: what the user says of it, and what a model knows of such files. */
export interface Reading
  extends Pick<
    ReadTableOptions,
    | 'types'
    | 'missing'
    | 'decimal'
    | 'delimiter'
    | 'header'
    | 'names'
    | 'schema'
    | 'prior'
    | 'strays'
    | 'onProgress'
  > {
  /** The IDX file with the labels of images. */
  readonly labels?: string | undefined;
  /** The array of a .npz file that is the target. */
  readonly target?: string | undefined;
  /** Arrays of a .npz file that are columns, too. */
  readonly beside?: readonly string[];
}

/** What is told of a file while it is read. */
export type OnProgress = NonNullable<Reading['onProgress']>;

/** Names of delimiters that are hard to type. */
const DELIMITERS: Readonly<Record<string, string>> = { tab: '\t', '\\t': '\t' };

type Formats = Partial<{
  readonly [K in keyof Requested<typeof formatOptions>]:
    | Requested<typeof formatOptions>[K]
    | undefined;
}>;

/** What the command line says of a file. */
export const readingOf = ({ delimiter, decimal, header, missing }: Formats): Reading => ({
  ...(delimiter === undefined ? {} : { delimiter: DELIMITERS[delimiter] ?? delimiter }),
  ...(decimal === undefined ? {} : { decimal }),
  ...(header === undefined ? {} : { header }),
  ...(missing === undefined ? {} : { missing }),
});

/**
 * Later files are read like that of the training: the kinds of its columns are known. Their notation is their own,
 * and that of the training decides what they leave open. Classes are read as words, so that none is lost. A word
 * among numbers that the training did not have is an error.
 */
export const readingLike = (
  { columns, header, delimiter }: TableSchema,
  recipe: Pick<Recipe, 'target' | 'classes' | 'targets'>,
): Reading => ({
  prior: columns.map((column) =>
    classesByTarget(recipe).has(column.name) ? { ...column, kind: 'category' } : column,
  ),
  target: recipe.target,
  ...(header ? {} : { header, names: columns.map(({ name }) => name) }),
  ...(delimiter === undefined ? {} : { delimiter }),
});
