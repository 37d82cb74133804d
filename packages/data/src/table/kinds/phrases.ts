import type { ColumnKind } from './column-schema.ts';
import type { Stray } from './stray.ts';

/** The maximum number of names, or of values, in a remark. */
const MOST = 5;

/** `a`, `a and b`, `a, b and c`, or the first five and the number of others. */
export const listed = (items: readonly string[]): string => {
  const isLong = items.length > MOST + 1;
  const shown = isLong ? items.slice(0, MOST) : items.slice(0, -1);
  const last = isLong ? `${items.length - MOST} more` : (items.at(-1) ?? '');
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
};

/** The name of a column without a header. */
const UNNAMED = /^column \d+( \(\d+\))?$/;

/** `column a`, or `columns a and b`; `column 1 and column 2` if all have no name but that. */
export const columnsNamed = (names: readonly string[]): string =>
  names.every((name) => UNNAMED.test(name))
    ? listed(names)
    : `${names.length === 1 ? 'column' : 'columns'} ${listed(names)}`;

/** `column a is`, or `columns a and b are`. */
export const columnsAre = (names: readonly string[]): string =>
  `${columnsNamed(names)} ${names.length === 1 ? 'is' : 'are'}`;

export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A text of a cell in quotes, shortened. */
export const quote = (text: string): string =>
  JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** Texts in quotes, the most frequent ones first. */
export const quoted = (texts: readonly Stray[]): string =>
  listed([...texts].sort((a, b) => b.rows - a.rows).map(({ text }) => quote(text)));

/** The option that gives columns a kind. */
export const typesOption = (columns: readonly string[], kind: ColumnKind): string =>
  `--types ${columns.map((name) => quoteArgument(`${name}=${kind}`)).join(',')}`;

/** The option that leaves columns out. */
export const ignoreOption = (columns: readonly string[]): string =>
  `--ignore ${columns.map(quoteArgument).join(',')}`;

/** What a number of a column with this unit is called. */
export const aNumber = (unit: string): string =>
  unit === '' ? 'a number' : unit === '%' ? 'a percentage' : `an amount in ${unit}`;

/** What the numbers of a column with this unit are called. */
export const numbersWith = (unit: string): string =>
  unit === '' ? 'numbers' : unit === '%' ? 'percentages' : `amounts in ${unit}`;

/** An argument as a shell takes it. */
export const quoteArgument = (argument: string): string =>
  /^[\w.,=%:@/+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
