import fc from 'fast-check';
import type { Complaint, Target } from '../target.ts';
import { type Case, origins, tryCase, type Verdict } from './attempt.ts';
import type { Tested } from './engines.ts';
import { forms } from './forms.ts';
import { plans } from './generate.ts';
import { showCase } from './show.ts';

const cases: fc.Arbitrary<Case> = fc.record({
  plan: plans,
  form: fc.constantFrom(...forms),
  origin: fc.constantFrom(...origins),
});

/** Random programs on some engines; an attempt tries several. */
export const programsOn = (
  name: string,
  open: () => Promise<readonly Tested[]>,
  programs: number,
): Target => {
  let opening: Promise<readonly Tested[]> | undefined;
  return {
    name,
    attempt: async (seed) => {
      opening ??= open();
      const engines = await opening;
      let skipped = 0;
      const judge = async (tried: Case, place: number): Promise<Verdict> =>
        tryCase(tried, engines[place % engines.length]!.engine);
      const { numRuns, counterexample } = await fc.check(
        fc.asyncProperty(cases, fc.nat(engines.length - 1), async (tried, place) => {
          const verdict = await judge(tried, place);
          if (verdict === 'ill-conditioned') skipped++;
          return typeof verdict === 'string';
        }),
        { seed, numRuns: programs },
      );
      const complaints: Complaint[] = [];
      if (counterexample !== null) {
        const [smallest, place] = counterexample;
        const verdict = await judge(smallest, place);
        const { kind, why } =
          typeof verdict === 'string'
            ? {
                kind: 'wrong' as const,
                why: 'not wrong when tried again: it depends on what ran before',
              }
            : verdict;
        complaints.push({ kind, report: `${engines[place]!.name}: ${why}\n${showCase(smallest)}` });
      }
      return { tried: numRuns, skipped: Math.min(skipped, numRuns), complaints };
    },
  };
};
