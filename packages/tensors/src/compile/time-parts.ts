/** Shorter parts are repeated until the clock can tell them. */
const SHORTEST_MS = 0.2;
const MOST_REPEATS = 2 ** 14;
const ROUNDS = { least: 3, most: 25, milliseconds: 300 };

/**
 * Milliseconds that each of several parts takes, medians of rounds in which they run one after the
 * other. Parts may be repeated, each for itself.
 */
export const timeParts = (parts: readonly (() => void)[]): readonly number[] => {
  const now = (): number => performance.now();
  const timed = (part: () => void, repeats: number): number => {
    const start = now();
    for (let i = 0; i < repeats; i++) part();
    return (now() - start) / repeats;
  };
  /** Of two tries the shorter: a pause during one would make a part look long. */
  const isTooShort = (part: () => void, repeats: number): boolean =>
    repeats * Math.min(timed(part, repeats), timed(part, repeats)) < SHORTEST_MS;
  const repeatsOf = (part: () => void): number => {
    let repeats = 1;
    while (repeats < MOST_REPEATS && isTooShort(part, repeats)) repeats *= 2;
    return repeats;
  };
  for (const part of parts) part();
  const repeats = parts.map(repeatsOf);
  const times: number[][] = parts.map(() => []);
  const start = now();
  for (let round = 0; round < ROUNDS.most; round++) {
    if (round >= ROUNDS.least && now() - start > ROUNDS.milliseconds) break;
    parts.forEach((part, i) => {
      times[i]!.push(timed(part, repeats[i]!));
    });
  }
  return times.map((each) => each.sort((a, b) => a - b)[each.length >> 1]!);
};
