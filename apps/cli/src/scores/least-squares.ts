/** Rows of numbers in one array, row after row. */
export interface Rows {
  readonly values: ArrayLike<number>;
  readonly count: number;
  readonly width: number;
}

/** A linear function: `weights` has a row for each feature, and a column for each output. */
export interface Linear {
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

/** The penalty on the squared weights, as by default in `Ridge` of scikit-learn. The bias has none. */
const PENALTY = 1;

/** Solves A x = b in place, for a symmetric positive definite A, by Cholesky's decomposition. */
const solve = (a: Float64Array, b: Float64Array): Float64Array => {
  const n = b.length;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = i === j ? Math.sqrt(sum) : sum / a[j * n + j]!;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) b[i]! -= a[i * n + k]! * b[k]!;
    b[i]! /= a[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) b[i]! -= a[k * n + i]! * b[k]!;
    b[i]! /= a[i * n + i]!;
  }
  return b;
};

/** The mean of each column. */
const meansOf = ({ values, count, width }: Rows): Float64Array => {
  const sums = new Float64Array(width);
  for (let row = 0; row < count; row++)
    for (let j = 0; j < width; j++) sums[j]! += values[row * width + j]!;
  return sums.map((sum) => sum / count);
};

/** Ridge regression: the least `Σ (w·x + b − y)² + |w|²`, by the normal equations of centred rows in float64. */
export const leastSquares = (rows: Rows, targets: ArrayLike<number>): Linear => {
  const { values, count, width } = rows;
  const means = meansOf(rows);
  const [mean] = meansOf({ values: targets, count, width: 1 }) as unknown as [number];
  const products = new Float64Array(width * width);
  const right = new Float64Array(width);
  const centred = new Float64Array(width);
  for (let row = 0; row < count; row++) {
    for (let j = 0; j < width; j++) centred[j] = values[row * width + j]! - means[j]!;
    const target = targets[row]! - mean;
    for (let j = 0; j < width; j++) {
      const value = centred[j]!;
      right[j]! += value * target;
      for (let k = 0; k <= j; k++) products[j * width + k]! += value * centred[k]!;
    }
  }
  for (let j = 0; j < width; j++) products[j * width + j]! += PENALTY;
  const weights = solve(products, right);
  const bias = weights.reduce((rest, weight, j) => rest - weight * means[j]!, mean);
  return { weights, bias: Float64Array.of(bias) };
};
