import type { Tally } from './column-schema.ts';
import { numberText } from './number-text.ts';
import { listed, quote } from './phrases.ts';

/**
 * A remark if the names in the first line of a file look like a row of data: numbers, unless they are years or count in
 * equal steps, or values that occur below them. The tallies are in the order of the names.
 */
export const namesLookLikeData = (
  names: readonly string[],
  tallies: readonly Tally[],
): string | undefined => {
  const numeric = names.filter((name) => numberText(name) !== undefined);
  const numbers = isCount(numeric.map(Number)) ? [] : numeric;
  const repeated = names.filter((name, i) => name !== '' && tallies[i]?.texts.includes(name));
  if (numbers.length === 0 && repeated.length === 0) return undefined;
  const [suspects, why] =
    numbers.length >= repeated.length
      ? [numbers, numbers.length === 1 ? 'is a number' : 'are numbers']
      : [
          repeated,
          repeated.length === 1 ? 'is a value of its column' : 'are values of their columns',
        ];
  const named = suspects.length === 1 ? 'name' : 'names';
  return `the first line may be a row of data, because the ${named} ${listed(suspects.map(quote))} ${why}; pass --no-header if the file has no line of names`;
};

/** Whether numbers are names: years, or whole numbers in equal steps such as 0, 1, 2. */
const isCount = (numbers: readonly number[]): boolean => {
  const step = numbers.length < 2 ? 0 : numbers[1]! - numbers[0]!;
  const isYears = numbers.every((number) => number >= 1900 && number <= 2100);
  const isSteps =
    step !== 0 && numbers.every((number, i) => i === 0 || number - numbers[i - 1]! === step);
  return numbers.every(Number.isInteger) && (isYears || isSteps);
};
