/** The distinct texts of a column without blanks around them, and the number of rows of each. */
export interface Tally {
  readonly name: string;
  readonly texts: readonly string[];
  readonly counts: ArrayLike<number>;
}

/** What a column holds: `text` (free text) and `ignore` columns are left out of tables. */
export type ColumnKind = 'number' | 'category' | 'date' | 'text' | 'ignore';

/** How the texts of a column are read: a plain JSON value, saved with a model so that later files are read alike. */
export interface ColumnSchema {
  readonly name: string;
  readonly kind: ColumnKind;
  /** The decimal mark of a column of numbers; a point by default. */
  readonly decimal?: '.' | ',';
  /** The separator of thousands in a column of numbers; none by default. A blank stands for every kind of blank. */
  readonly thousands?: '' | ',' | '.' | ' ' | "'";
  /**
   * The sign beside the numbers of a column. With `%`, every number but 0 has the sign, and 50 % is 0.5. A currency's
   * sign may be left out, but another currency's is not accepted.
   */
  readonly unit?: string;
  /** The order of day, month and year in a column of dates; without it, the column holds times of the day. */
  readonly order?: DateOrder;
  /** The texts that are missing values in this column. An empty text always is one. */
  readonly missing: readonly string[];
}

/** The order of the parts of a date that is written with three numbers. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy';

/** How a file is read: its delimiter, whether its first line holds names, and its columns. */
export interface TableSchema {
  readonly delimiter?: string;
  readonly header: boolean;
  readonly columns: readonly ColumnSchema[];
}

export interface InferOptions {
  /** The kinds of columns by name; other columns are inferred. */
  readonly types?: Readonly<Record<string, ColumnKind>>;
  /** The texts that are missing values, instead of the usual ones; an empty text always is one. */
  readonly missing?: readonly string[];
  /** The decimal mark of the file; by default each column's numbers decide. */
  readonly decimal?: '.' | ',';
  /**
   * The treatment of a word among numbers. With `error`, the default, a column of mostly numbers is a column of
   * numbers, and its reader does not accept the word. With `missing`, the word is a missing value, or makes the
   * whole column words; a remark says which.
   */
  readonly strays?: 'error' | 'missing';
  /** What an earlier file was read by; it decides what this file leaves open. */
  readonly prior?: readonly ColumnSchema[];
}

/** What was inferred, and what a user should know about it. */
export interface InferredColumns {
  readonly columns: readonly ColumnSchema[];
  readonly remarks: readonly string[];
  /** The columns whose decimal mark no value decides, such as one of `1,234` only. */
  readonly ambiguous: readonly string[];
}
