import fc from 'fast-check';
import type { Complaint, Target } from '../target.ts';
import { attemptsOf, tryAttempt } from './attempt.ts';
import { modules } from './modules.ts';

const attempts = Object.entries(modules).flatMap(([module, { calls }]) =>
  Object.keys(calls).flatMap((name) => attemptsOf(module, name)),
);

/** Exports called with wrong values, so many in an attempt. */
export const exportsWith = (calls: number): Target => ({
  name: 'exports',
  attempt: async (seed) => {
    const chosen = fc.sample(fc.constantFrom(...attempts), { seed, numRuns: calls });
    const complaints: Complaint[] = [];
    for (const attempt of chosen) {
      const complaint = await tryAttempt(attempt);
      if (complaint !== undefined) complaints.push(complaint);
    }
    return { tried: chosen.length, complaints };
  },
});
