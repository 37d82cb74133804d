import { readNumber } from './read-number.ts';

/** The distinct values: numbers first, in increasing order, then words in the order of their code units. */
export const categoriesOf = (values: readonly (string | null)[]): readonly string[] =>
  [...new Set(values)].filter((value) => value !== null).sort(compare);

const compare = (a: string, b: string): number => {
  const [x, y] = [readNumber(a) ?? Infinity, readNumber(b) ?? Infinity];
  if (x !== y) return x < y ? -1 : 1;
  return a < b ? -1 : 1;
};
