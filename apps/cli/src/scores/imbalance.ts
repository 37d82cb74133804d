import { percentText } from '../output/figure-text.ts';

/** A class is rare if it has at most this share of what it would have among classes of equal size. */
const RARE = 0.2;

/** The rarest class, if it is so rare that accuracy tells little: at most 10 % of two classes, 2 % of ten. */
export const rareClass = (counts: readonly number[]): number | undefined => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const rarest = counts.reduce(
    (best, count, i) => (count > 0 && (best < 0 || count < counts[best]!) ? i : best),
    -1,
  );
  const isRare =
    rarest >= 0 && counts.length > 1 && counts[rarest]! * counts.length <= RARE * total;
  return isRare ? rarest : undefined;
};

/** What to tell of classes of very different size, and the remedy. */
export const imbalanceRemarks = (
  counts: readonly number[],
  classes: readonly string[],
): readonly string[] => {
  const rare = rareClass(counts);
  if (rare === undefined) return [];
  const total = counts.reduce((sum, count) => sum + count, 0);
  const most = counts.indexOf(counts.reduce((a, b) => Math.max(a, b), 0));
  const name = (i: number): string => `'${classes[i] ?? i}'`;
  return [
    `${percentText(counts[rare]! / total)} of the rows are ${name(rare)}; always saying ${name(most)} has accuracy ${(counts[most]! / total).toFixed(4)}: --class-weights balanced gives each class the same weight`,
  ];
};
