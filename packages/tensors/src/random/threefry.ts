/** As many as random bits take. */
export const ROUNDS = 20;
/** Bits by which rounds rotate a word to the left, over and over. */
export const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
/** The third word of a key is this, xor-ed with the other two. */
export const PARITY = 0x1bd11bda;

/**
 * The Threefry-2x32 block function: two 32-bit words from a two-word key and a two-word counter.
 *
 * Source: Salmon, Moraes, Dror, Shaw, *Parallel random numbers: as easy as 1, 2, 3* (SC 2011).
 */
export const threefry2x32 = (
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  rounds: number,
  words: Int32Array,
): void => {
  const key2 = PARITY ^ key0 ^ key1;
  let a = (counter0 + key0) | 0;
  let b = (counter1 + key1) | 0;
  for (let round = 0; round < rounds; round++) {
    const r = ROTATIONS[round & 7]!;
    a = (a + b) | 0;
    b = ((b << r) | (b >>> (32 - r))) ^ a;
    if ((round & 3) === 3) {
      const injection = (round >> 2) + 1;
      const i = injection % 3;
      a = (a + (i === 0 ? key0 : i === 1 ? key1 : key2)) | 0;
      b = (b + (i === 0 ? key1 : i === 1 ? key2 : key0) + injection) | 0;
    }
  }
  words[0] = a;
  words[1] = b;
};
