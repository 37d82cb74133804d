import {
  type CategoryColumn,
  type Column,
  type Encoding,
  featureGroups,
  type Table,
} from '@puregrad/data/table';
import { columnText, type Target } from './find-target.ts';

/** The columns to learn from, and what a user should know of the others. */
export interface ChosenColumns {
  readonly features: readonly string[];
  readonly remarks: readonly string[];
}

/** What the rows of a column tell: the first value and whether another one is there, or steps of one. */
interface Run {
  readonly isEmpty: boolean;
  readonly isConstant: boolean;
  /** Whole numbers that count up in steps of one. */
  readonly isCounting: boolean;
  /** The first value that is there. */
  readonly first: number;
}

const runOf = (column: Column, rows: Int32Array): Run => {
  const values = column.kind === 'category' ? column.codes : column.values;
  const isGap = (value: number): boolean =>
    column.kind === 'category' ? value < 0 : Number.isNaN(value);
  let first = Number.NaN;
  let isConstant = true;
  let isCounting = column.kind === 'number' && rows.length > 2;
  for (let i = 0; i < rows.length && (isConstant || isCounting); i++) {
    const value = values[rows[i]!]!;
    if (isGap(value)) {
      isCounting = false;
      continue;
    }
    if (Number.isNaN(first)) first = value;
    if (value !== first) isConstant = false;
    if (i > 0 && value !== values[rows[i - 1]!]! + 1) isCounting = false;
  }
  return {
    isEmpty: Number.isNaN(first),
    isConstant,
    isCounting: isCounting && Number.isInteger(first),
    first,
  };
};

/** So many words are names, or numbers of tickets. */
const isNaming = ({ categories }: CategoryColumn, rows: number): boolean =>
  categories.length > Math.max(20, Math.min(200, rows / 5));

const showValue = (column: Column, value: number): string => {
  if (column.kind === 'category') return `'${column.categories[value]}'`;
  return column.kind === 'date' ? new Date(1000 * value).toISOString().slice(0, 10) : String(value);
};

/** Why a column is not a feature; undefined if it is one. */
const reasonToLeaveOut = (column: Column, run: Run, rows: number): string | undefined => {
  if (run.isEmpty) return 'it is empty';
  if (run.isConstant) return `it is ${showValue(column, run.first)} in every row`;
  if (run.isCounting && column.name === 'column 1' && (run.first === 0 || run.first === 1))
    return 'it counts the rows';
  return column.kind === 'category' && isNaming(column, rows)
    ? `${column.categories.length} different words tell nothing`
    : undefined;
};

/** Chooses the columns that can teach something, by the rows with a target. */
export const chooseColumns = (
  { columns }: Table,
  { column: target, rows }: Pick<Target, 'column' | 'rows'>,
  others: ReadonlySet<string>,
): ChosenColumns => {
  const features: string[] = [];
  const remarks: string[] = [];
  for (const column of columns) {
    if (column.name === target.name || others.has(column.name)) continue;
    const run = runOf(column, rows);
    const reason = reasonToLeaveOut(column, run, rows.length);
    if (reason !== undefined) {
      remarks.push(`${columnText(column.name)} is left out: ${reason}`);
      continue;
    }
    features.push(column.name);
    if (run.isCounting)
      remarks.push(
        `${columnText(column.name)} counts up in steps of one, like a number of the row; --ignore ${column.name} leaves it out`,
      );
  }
  return { features, remarks };
};

/** The columns that the training rows cannot teach anything about: they have one value there. */
export const constantFeatures = (encoding: Encoding): ReadonlySet<string> =>
  new Set(
    featureGroups(encoding).flatMap(({ name, start, end }) =>
      encoding.scale?.std.slice(start, end).every((std) => std === 0) ? [name] : [],
    ),
  );
