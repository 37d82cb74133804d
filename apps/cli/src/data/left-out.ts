import { leftOut, listed, quoteArgument } from './name-columns.ts';

/** A column that teaches nothing, and why. */
export type LeftOut = { readonly name: string } & (
  | { readonly why: 'empty' | 'index' }
  /** All values that are there are the same. */
  | { readonly why: 'constant'; readonly value: string; readonly gaps: number }
  /** The number of its different words. */
  | { readonly why: 'words'; readonly count: number }
);

/** The remarks on columns that are left out of so many rows: one for each reason. */
export const remarksOnLeftOut = (columns: readonly LeftOut[], rows: number): readonly string[] => {
  const groups = new Map<string, LeftOut[]>();
  for (const column of columns) {
    const group = groups.get(keyOf(column));
    if (group === undefined) groups.set(keyOf(column), [column]);
    else group.push(column);
  }
  return [...groups.values()].map(
    (group) => `${leftOut(group.map(({ name }) => name))}: ${reasonOf(group, rows)}`,
  );
};

/** Columns with the same key are named in one remark. */
const keyOf = (column: LeftOut): string =>
  column.why === 'constant' ? `constant ${column.gaps > 0}` : column.why;

const reasonOf = (group: readonly LeftOut[], rows: number): string => {
  const [first] = group as readonly [LeftOut, ...LeftOut[]];
  const isOne = group.length === 1;
  switch (first.why) {
    case 'empty':
      return isOne ? 'it is empty' : 'they are empty';
    case 'index':
      return 'it counts the rows';
    case 'constant': {
      if (first.gaps > 0)
        return isOne
          ? `its only value is ${first.value}, and ${first.gaps} ${first.gaps === 1 ? 'row has' : 'rows have'} none`
          : 'each of them has one value, and rows without a value';
      const areEqual = group.every(
        ({ why, ...rest }) => 'value' in rest && rest.value === first.value,
      );
      if (isOne) return `it is ${first.value} in every row`;
      return areEqual
        ? `they are ${first.value} in every row`
        : 'each of them has the same value in every row';
    }
    default: {
      const counts = group.flatMap((column) => ('count' in column ? [String(column.count)] : []));
      return `${listed(counts)} different words are too many for ${rows} rows; --types ${quoteArgument(`${first.name}=category`)} keeps ${isOne ? 'it' : first.name}`;
    }
  }
};

/** The remark on columns that have one value in the rows for training. */
export const remarksOnConstant = (names: readonly string[]): readonly string[] =>
  names.length === 0
    ? []
    : [
        `${leftOut(names)}: ${names.length === 1 ? 'it is the same' : 'each of them is the same'} in every training row`,
      ];
