import {
  type CategoryColumn,
  type Column,
  type Encoding,
  featureGroups,
  type Table,
} from '@puregrad/data/table';
import { type LeftOut, remarksOnLeftOut } from './left-out.ts';
import { columnsNamed, quoteArgument } from './name-columns.ts';
import { showValue } from './show-value.ts';
import type { Target } from './target.ts';

/** The columns to learn from, and what a user should know of the others. */
export interface ChosenColumns {
  readonly features: readonly string[];
  readonly remarks: readonly string[];
}

/** What the user says of columns. */
export interface ColumnWishes {
  /** Columns that are for something else, such as weights. */
  readonly others: ReadonlySet<string>;
  /** Columns that hold words by the user's word, however many they are. */
  readonly words: ReadonlySet<string>;
}

/** What the rows of a column tell: the first value and whether another one is there, or steps of one. */
interface Run {
  /** The rows with a value. */
  readonly present: number;
  readonly isConstant: boolean;
  /** Whole numbers that count up in steps of one. */
  readonly isCounting: boolean;
  /** The first value that is there. */
  readonly first: number;
}

const runOf = (column: Column, rows: Int32Array): Run => {
  const values = column.kind === 'category' ? column.codes : column.values;
  let first = Number.NaN;
  let present = 0;
  let isConstant = true;
  let isCounting = column.kind === 'number' && rows.length > 2;
  for (let i = 0; i < rows.length && (isConstant || isCounting); i++) {
    const value = values[rows[i]!]!;
    if (column.kind === 'category' ? value < 0 : Number.isNaN(value)) {
      isCounting = false;
      continue;
    }
    present++;
    if (Number.isNaN(first)) first = value;
    if (value !== first) isConstant = false;
    if (i > 0 && value !== values[rows[i - 1]!]! + 1) isCounting = false;
  }
  return { present, isConstant, isCounting: isCounting && Number.isInteger(first), first };
};

/** Limits of the number of different words of a feature; more than `MANY` need ten rows each, and memory. */
const FEW = 20;
const MANY = 200;
const MOST_CELLS = 2 ** 24;

/** Whether so many words are names, or numbers of tickets: few rows share one. */
const areTooMany = (words: number, rows: number): boolean => {
  if (words <= FEW) return 2 * words > FEW && words === rows;
  return words > Math.min(MANY, rows / 5) && (10 * words > rows || words * rows > MOST_CELLS);
};

const wordsIn = ({ codes }: CategoryColumn, rows: Int32Array): number => {
  const used = new Set<number>();
  for (const row of rows) if (codes[row]! >= 0) used.add(codes[row]!);
  return used.size;
};

/** Why a column is not a feature; undefined if it is one. */
const reasonToLeaveOut = (
  column: Column,
  { present, isConstant, isCounting, first }: Run,
  rows: Int32Array,
  words: ColumnWishes['words'],
): LeftOut | undefined => {
  const { name } = column;
  if (present === 0) return { name, why: 'empty' };
  if (isConstant)
    return { name, why: 'constant', value: showValue(column, first), gaps: rows.length - present };
  if (isCounting && name === 'column 1' && (first === 0 || first === 1))
    return { name, why: 'index' };
  if (column.kind !== 'category' || words.has(name)) return undefined;
  const count = wordsIn(column, rows);
  return areTooMany(count, rows.length) ? { name, why: 'words', count } : undefined;
};

/** Chooses the columns that can teach something, by the rows with a target. */
export const chooseColumns = (
  { columns }: Table,
  { columns: targets, rows }: Pick<Target, 'columns' | 'rows'>,
  { others, words }: ColumnWishes,
): ChosenColumns => {
  const features: string[] = [];
  const counting: string[] = [];
  const leftOut: LeftOut[] = [];
  for (const column of columns) {
    if (others.has(column.name) || targets.some(({ name }) => name === column.name)) continue;
    const run = runOf(column, rows);
    const reason = reasonToLeaveOut(column, run, rows, words);
    if (reason !== undefined) {
      leftOut.push(reason);
      continue;
    }
    features.push(column.name);
    if (run.isCounting) counting.push(column.name);
  }
  return {
    features,
    remarks: [...remarksOnCounting(counting), ...remarksOnLeftOut(leftOut, rows.length)],
  };
};

const remarksOnCounting = (names: readonly string[]): readonly string[] => {
  if (names.length === 0) return [];
  const [count, leaves] =
    names.length === 1
      ? ['counts up in steps of one, like a number of the row', 'leaves it out']
      : ['count up in steps of one, like numbers of the rows', 'leaves them out'];
  return [`${columnsNamed(names)} ${count}; --ignore ${quoteArgument(names.join(','))} ${leaves}`];
};

/** The columns that the training rows cannot teach anything about: they have one value there. */
export const constantFeatures = (encoding: Encoding): ReadonlySet<string> =>
  new Set(
    featureGroups(encoding).flatMap(({ name, start, end }) =>
      encoding.scale?.std.slice(start, end).every((std) => std === 0) ? [name] : [],
    ),
  );
