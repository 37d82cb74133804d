/** The results of `f` for each item, one after the other: an engine may run one program at a time. */
export const inTurn = async <X, Y>(
  items: readonly X[],
  f: (item: X) => Y | Promise<Y>,
): Promise<readonly Awaited<Y>[]> => {
  const results: Awaited<Y>[] = [];
  for (const item of items) results.push(await f(item));
  return results;
};
