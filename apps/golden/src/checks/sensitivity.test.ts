import { expect, test } from 'vitest';
import { type GoldenArray, type GoldenCase, type GoldenTree, isGoldenArray } from '../format.ts';
import { runFile, verdict } from '../run.ts';
import { readFixtures } from '../testing/fixtures.ts';

const files = await readFixtures();

/** Just out of reach of the widest tolerance for arrays, and of five standard errors for moments. */
const moved = (x: number): number => (Number.isInteger(x) ? x + 1 : x * 1.06 + 1e-4);

const moveArray = ({ shape, data }: GoldenArray): GoldenArray => ({ shape, data: data.map(moved) });

const paths = (tree: GoldenTree): readonly (readonly string[])[] => {
  if (isGoldenArray(tree)) return tree.data.length === 0 ? [] : [[]];
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, part]) => paths(part).map((path) => [key, ...path]));
};

const moveAt = (tree: GoldenTree, [key, ...rest]: readonly string[]): GoldenTree => {
  if (key === undefined) return moveArray(tree as GoldenArray);
  const entries = tree as { readonly [key: string]: GoldenTree };
  const part = moveAt(entries[key]!, rest);
  return Array.isArray(tree)
    ? tree.map((other: GoldenTree, i) => (String(i) === key ? part : other))
    : { ...entries, [key]: part };
};

/** The case with one of its expected arrays moved, another one from case to case. */
const spoil = (one: GoldenCase, i: number): GoldenCase => {
  if (typeof one.expected.std === 'number')
    return { ...one, expected: { ...one.expected, std: moved(one.expected.std) } };
  const all = paths(one.expected);
  const path = all[i % all.length]!;
  return { ...one, expected: moveAt(one.expected, path) as GoldenCase['expected'] };
};

test.each(files)('no case of %s fails as it is', async (_, file) => {
  const { cases } = await runFile(file);
  expect(cases.filter((one) => verdict(one) !== 'passed')).toEqual([]);
});

test.each(files)('no case of %s passes with a wrong number, in any mode', async (_, file) => {
  const { cases } = await runFile({ ...file, cases: file.cases.map(spoil) });
  const passed = cases.filter(({ outcomes }) =>
    Object.values(outcomes).some(({ _tag }) => _tag === 'Passed'),
  );
  expect(passed).toEqual([]);
});
