import { readNumber } from './read-number.ts';

/** The distinct values: numbers first, in increasing order, then words in the order of their code units. */
export const categoriesOf = (values: readonly (string | null)[]): readonly string[] =>
  [...new Set(values)]
    .filter((value) => value !== null)
    .map((word) => ({ word, number: readNumber(word) ?? Infinity }))
    .sort(compare)
    .map(({ word }) => word);

interface Category {
  readonly word: string;
  /** What it says; infinity if that is not a number. */
  readonly number: number;
}

const compare = (a: Category, b: Category): number => {
  if (a.number !== b.number) return a.number < b.number ? -1 : 1;
  return a.word < b.word ? -1 : 1;
};
