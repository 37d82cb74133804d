import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  type GoldenArray,
  type GoldenCase,
  type GoldenFile,
  type GoldenTree,
  isGoldenArray,
} from '../format.ts';
import { readFolder } from '../read-folder.ts';
import { runFile, verdict } from '../run.ts';

const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url));
const read = await readFolder(fixtures)();
if (read._tag === 'Left') throw new Error(read.left.join('\n'));

/** Samples take seconds: a few cases of each kind will do. */
const sample = (file: GoldenFile): GoldenFile =>
  file.file === 'init.json' ? { ...file, cases: file.cases.slice(0, 3) } : file;
const files = read.right.map(sample).map((file) => [file.file, file] as const);

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

test.each(files)('no case of %s fails as it is', (_, file) => {
  const failed = runFile(file).cases.filter((one) => verdict(one) === 'failed');
  expect(failed).toEqual([]);
});

test.each(files)('no case of %s passes with a wrong number', (_, file) => {
  const passed = runFile({ ...file, cases: file.cases.map(spoil) }).cases.filter(
    (one) => verdict(one) === 'passed',
  );
  expect(passed).toEqual([]);
});
