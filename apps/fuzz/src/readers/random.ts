/** Random choices from a seed. */
export interface Random {
  /** A whole number from 0, below n. */
  readonly below: (n: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
}

/** Source: Mulberry32, by Tommy Ettinger; good enough for choices. */
export const randomOf = (seed: number): Random => {
  let state = seed >>> 0;
  const below = (n: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return Math.floor((((z ^ (z >>> 14)) >>> 0) / 2 ** 32) * n);
  };
  return { below, pick: (from) => from[below(from.length)]! };
};
