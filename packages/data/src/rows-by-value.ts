/** The rows of each value, in the given order; the values in the order of their first rows there. */
export const rowsByValue = (
  values: ArrayLike<number>,
  order: Iterable<number>,
): ReadonlyMap<number, readonly number[]> => {
  const rowsOf = new Map<number, number[]>();
  for (const row of order) {
    const rows = rowsOf.get(values[row]!);
    if (rows === undefined) rowsOf.set(values[row]!, [row]);
    else rows.push(row);
  }
  return rowsOf;
};
