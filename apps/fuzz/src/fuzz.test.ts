import { describe, expect, it } from 'vitest';
import { fuzz, showTallies, showTotal } from './fuzz.ts';
import type { Target } from './target.ts';

describe('fuzz', () => {
  const odd: Target = {
    name: 'odd',
    attempt: async (seed) => ({
      tried: 10,
      skipped: 1,
      complaints: seed % 2 === 1 ? [{ kind: 'wrong', report: `at ${seed}` }] : [],
    }),
  };

  it('attempts once without time, counts, and tells of each complaint with its seed', async () => {
    const told: string[] = [];
    const soFar: string[] = [];
    const run = (seed: number, rounds: number) => {
      let left = rounds;
      return fuzz([odd], {
        seed,
        goOn: () => --left > 0,
        onComplaint: (name, at, { report }) => told.push(`${name} ${at}: ${report}`),
        onRound: (tallies) => soFar.push(showTotal(tallies)),
      });
    };
    expect(await run(4, 1)).toEqual([
      { name: 'odd', attempts: 1, tried: 10, skipped: 1, wrong: 0, throws: 0 },
    ]);
    expect(told).toEqual([]);
    const tallies = await run(4, 4);
    expect(tallies).toEqual([
      { name: 'odd', attempts: 4, tried: 40, skipped: 4, wrong: 2, throws: 0 },
    ]);
    expect(told).toEqual(['odd 5: at 5', 'odd 7: at 7']);
    expect(showTallies(tallies)).toMatch(/^odd +4 +40 +4 +2 +0$/m);
    expect(soFar).toEqual(
      [
        [10, 0],
        [10, 0],
        [20, 1],
        [30, 1],
        [40, 2],
      ].map(
        ([tried, wrong]) => `${tried} programs, files and calls tried, ${wrong} wrong, 0 throws`,
      ),
    );
  });
});
