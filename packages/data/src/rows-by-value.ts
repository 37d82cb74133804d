/** The rows of each value, in the given order; the values in the order of their first rows there. */
export const rowsByValue = (
  values: ArrayLike<number>,
  order: ArrayLike<number>,
): ReadonlyMap<number, readonly number[]> => {
  const rowsOf = new Map<number, number[]>();
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    const rows = rowsOf.get(values[row]!);
    if (rows === undefined) rowsOf.set(values[row]!, [row]);
    else rows.push(row);
  }
  return rowsOf;
};
