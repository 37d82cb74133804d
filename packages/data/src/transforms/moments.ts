/** The values of a column, down the rows. */
export interface Values {
  readonly first: number;
  readonly count: number;
  readonly reduce: (fold: (result: number, value: number) => number, start: number) => number;
}

/** A column of an array of numbers that is stored row by row. */
export const valuesIn = (data: ArrayLike<number>, width = 1, column = 0): Values => ({
  first: data[column]!,
  count: data.length / width,
  reduce: (fold, start) => {
    let result = start;
    for (let i = column; i < data.length; i += width) result = fold(result, data[i]!);
    return result;
  },
});

/**
 * The mean, relative to the first value: of numbers that differ little, such as times, nothing is lost. Sums of whole
 * numbers are exact.
 */
export const meanOf = ({ first, count, reduce }: Values): number => {
  const sum = reduce((total, value) => total + (value - first), 0);
  const offset = Number.isFinite(sum)
    ? sum / count
    : reduce((total, value) => total + (value - first) / count, 0);
  return first + offset;
};

/** The mean and the standard deviation, divided by n; the deviation is 0 if all values are equal. */
export const momentsOf = (values: Values): { readonly mean: number; readonly std: number } => {
  const { count, reduce } = values;
  const mean = meanOf(values);
  // In units of the largest deviation, squares neither overflow nor underflow.
  const unit = reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0);
  if (unit === 0) return { mean, std: 0 };
  const squares = reduce((sum, value) => sum + ((value - mean) / unit) ** 2, 0);
  return { mean, std: unit * Math.sqrt(squares / count) };
};
