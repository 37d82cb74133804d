import type { Complaint, Target } from '../target.ts';
import { type Attempt, attemptsOf, tryAttempt } from './attempt.ts';
import { modules } from './modules.ts';

export const attempts: readonly Attempt[] = Object.entries(modules).flatMap(([module, { calls }]) =>
  Object.keys(calls).flatMap((name) => attemptsOf(module, name)),
);

/** A prime above the number of attempts, so that steps of it come to each of them, from export to export. */
const STRIDE = 1_000_003;

/** Makes a number of attempts, the next ones in the order of all, so that consecutive seeds leave none out. */
export const partOf = (seed: number, calls: number): readonly Attempt[] =>
  Array.from(
    { length: Math.min(calls, attempts.length) },
    (_, i) => attempts[(((seed * calls + i) % attempts.length) * STRIDE) % attempts.length]!,
  );

/** Exports called with wrong values; an attempt makes several calls. */
export const exportsWith = (calls: number): Target => ({
  name: 'exports',
  attempt: async (seed) => {
    const chosen = partOf(seed, calls);
    const complaints: Complaint[] = [];
    for (const attempt of chosen) {
      const complaint = await tryAttempt(attempt);
      if (complaint !== undefined) complaints.push(complaint);
    }
    return { tried: chosen.length, complaints };
  },
});
