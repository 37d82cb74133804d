/** The smallest part of a file for which a predicate still holds, found in a limited number of attempts. */
export const shrink = async (
  bytes: Uint8Array,
  holds: (bytes: Uint8Array) => Promise<boolean>,
  attempts: number,
): Promise<Uint8Array> => {
  let smallest = bytes;
  let left = attempts;
  for (
    let size = Math.ceil(bytes.length / 2);
    size >= 1 && left > 0;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < smallest.length && left > 0; ) {
      const rest = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + size)]);
      left--;
      if (await holds(rest)) smallest = rest;
      else at += size;
    }
  }
  return smallest;
};
