import { columnText, isUnnamed } from './columns-to-learn.ts';

/** The maximum number of items in a remark. */
const MOST = 5;

/** `a, b and c`, or the first five and the number of others. */
export const listed = (items: readonly string[]): string =>
  new Intl.ListFormat('en-GB').format(
    items.length > MOST + 1 ? [...items.slice(0, MOST), `${items.length - MOST} more`] : items,
  );

/** `column a`, or `columns a and b`; `column 1 and column 2` if all have no name but that. */
export const columnsNamed = (names: readonly string[]): string =>
  names.length === 1 || names.every(isUnnamed)
    ? listed(names.map(columnText))
    : `columns ${listed(names)}`;

/** An argument as a shell takes it. */
export const quoteArgument = (argument: string): string =>
  /^[\w.,=%:@/+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;

/** `column a is left out`, or `columns a and b are left out`. */
export const leftOut = (names: readonly string[]): string =>
  `${columnsNamed(names)} ${names.length === 1 ? 'is' : 'are'} left out`;
