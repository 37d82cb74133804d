import type { GoldenArray, GoldenCase, GoldenFile, GoldenRecord } from '../format.ts';

export const vector = (...data: readonly number[]): GoldenArray => ({ shape: [data.length], data });

export const goldenCase = (
  name: string,
  config: GoldenRecord,
  inputs: GoldenRecord,
  expected: GoldenRecord,
): GoldenCase => ({ name, config, inputs, expected });

export const goldenFile = (file: string, ...cases: readonly GoldenCase[]): GoldenFile => ({
  file,
  tolerance: { rtol: 1e-4, atol: 1e-6 },
  cases,
});
