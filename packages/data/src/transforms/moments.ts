/** The values of a column, down the rows of an array with so many columns. */
export interface Values {
  readonly data: ArrayLike<number>;
  readonly width: number;
  readonly column: number;
  readonly first: number;
  readonly count: number;
  readonly reduce: (fold: (result: number, value: number) => number, start: number) => number;
}

/** A column of an array of numbers that is stored row by row. */
export const valuesIn = (data: ArrayLike<number>, width = 1, column = 0): Values => ({
  data,
  width,
  column,
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
export const meanOf = ({ data, width, column, first, count }: Values): number => {
  let sum = 0;
  for (let i = column; i < data.length; i += width) sum += data[i]! - first;
  if (Number.isFinite(sum)) return first + sum / count;
  let offset = 0;
  for (let i = column; i < data.length; i += width) offset += (data[i]! - first) / count;
  return first + offset;
};

/** The mean and the standard deviation, divided by n; the deviation is 0 if all values are equal. */
export const momentsOf = (values: Values): { readonly mean: number; readonly std: number } => {
  const { data, width, column, count } = values;
  const mean = meanOf(values);
  // In units of the largest deviation, squares neither overflow nor underflow.
  let unit = 0;
  for (let i = column; i < data.length; i += width)
    unit = Math.max(unit, Math.abs(data[i]! - mean));
  if (unit === 0) return { mean, std: 0 };
  let squares = 0;
  for (let i = column; i < data.length; i += width) squares += ((data[i]! - mean) / unit) ** 2;
  return { mean, std: unit * Math.sqrt(squares / count) };
};
