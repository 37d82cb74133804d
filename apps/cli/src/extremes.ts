/** The least of some numbers, however many; Infinity of none, NaN where one is. */
export const minimum = (values: Iterable<number>): number => {
  let result = Infinity;
  for (const value of values) result = Math.min(result, value);
  return result;
};

/** The greatest of some numbers, however many; -Infinity of none, NaN where one is. */
export const maximum = (values: Iterable<number>): number => {
  let result = -Infinity;
  for (const value of values) result = Math.max(result, value);
  return result;
};
