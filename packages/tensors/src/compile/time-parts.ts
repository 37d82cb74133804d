/** Shorter parts are repeated until the clock can tell them. */
const SHORTEST_MS = 0.2;
const MOST_REPEATS = 200;
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
  for (const part of parts) part();
  const repeats = parts.map((part) =>
    Math.min(MOST_REPEATS, Math.max(1, Math.ceil(SHORTEST_MS / timed(part, 1)))),
  );
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
