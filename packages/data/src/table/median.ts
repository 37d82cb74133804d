/**
 * The median of at least one number, none of which is NaN: half the sum of the two in the middle of an even count. The
 * order of the numbers is lost. It takes linear time on average (Hoare, Algorithm 65: Find, 1961), where sorting a long
 * column takes seconds.
 */
export const takeMedian = (values: Float64Array): number => {
  const upper = values.length >> 1;
  const high = takeNth(values, upper);
  if (values.length % 2 === 1) return high + 0;
  let low = values[0]!;
  for (let i = 1; i < upper; i++) low = Math.max(low, values[i]!);
  return low / 2 + high / 2 + 0;
};

/** The number that has `n` others before it in order; those before it in the array are then at most as large. */
const takeNth = (values: Float64Array, n: number): number => {
  let [from, to] = [0, values.length - 1];
  while (from < to) {
    const pivot = middleOf(values[from]!, values[(from + to) >>> 1]!, values[to]!);
    let [i, j] = [from, to];
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
    }
    // Now all up to j are at most the pivot, all from i on at least, and any one between them equals it.
    if (n <= j) to = j;
    else if (n >= i) from = i;
    else break;
  }
  return values[n]!;
};

const middleOf = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
