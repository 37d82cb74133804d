/** Numbers in [0, 1), the same for a seed: xorshift32, good enough to fill matrices with. */
export const uniform = (seed: number): (() => number) => {
  let state = Math.imul(seed, 2654435761) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
};
