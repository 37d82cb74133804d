import { allowFusedMultiplyAdd } from '@puregrad/tensors/testing';
import { describe, expect, it } from 'vitest';
import { openEngines } from './engines.ts';
import { programsOn } from './programs.ts';

allowFusedMultiplyAdd();

describe('random programs of all primitives', () => {
  const target = programsOn('programs', async () => openEngines(), 50);

  it('run with relaxed SIMD and without it', () => {
    const names = openEngines().map(({ name }) => name);
    expect(names.filter((name) => name.includes(', fused multiply-add'))).toHaveLength(3);
    expect(names.filter((name) => name.includes('no fused multiply-add'))).toHaveLength(3);
  });

  // Of the first 1,100 programs, 4 caught stores past the end of a part: with seeds 110, 113, 117, 120.
  it.each([110, 113, 117, 120, 1, 2, 3, 4])('with seed %d are right', async (seed) => {
    const { tried, complaints } = await target.attempt(seed);
    expect(complaints.map(({ report }) => report)).toEqual([]);
    expect(tried).toBe(50);
  });
});
