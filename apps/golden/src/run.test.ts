import { mapTree, mul } from '@puregrad/tensors';
import { describe, expect, test } from 'vitest';
import type { GoldenRecord } from './format.ts';
import { allModes, type Mode } from './mode.ts';
import { count, runFile, verdict } from './run.ts';
import { show } from './show.ts';
import { goldenCase, goldenFile, vector } from './testing/golden.ts';

const x = { op: 'input', name: 'x' };

/** x² at [1, 2], weighed by [1, 10]: output [1, 4], gradient [2, 40]. */
const square = (expected: GoldenRecord, name = 'square') =>
  goldenCase(
    name,
    { expression: { op: 'mul', args: [x, x] } },
    { values: { x: vector(1, 2) }, cotangent: vector(1, 10) },
    expected,
  );

const right = { output: vector(1, 4), gradients: { x: vector(2, 40) } };

const run = (file: string, ...cases: Parameters<typeof goldenFile>[1][]) =>
  runFile(goldenFile(file, ...cases));

describe('runFile', () => {
  test('right numbers pass in every mode', async () => {
    const report = await run('autodiff.json', square(right));
    const passed = { _tag: 'Passed' };
    expect(report.cases[0]?.outcomes).toEqual({
      float64: passed,
      'float64 compiled': passed,
      float32: passed,
      'float32 compiled': passed,
    });
    expect(count([report])).toEqual({ passed: 1, failed: 0, skipped: 0 });
  });

  test.each<[string, GoldenRecord, string]>([
    ['a wrong value', { ...right, output: vector(1, 5) }, 'output'],
    ['a wrong gradient', { ...right, gradients: { x: vector(2, 41) } }, 'gradients.x'],
    ['a wrong shape', { ...right, output: { shape: [1, 2], data: [1, 4] } }, 'output'],
    ['a gradient that nothing gives', { gradients: { y: vector(0) } }, 'gradients.y'],
    ['an output that nothing gives', { ...right, hvp: { x: vector(0, 0) } }, 'hvp'],
  ])('%s fails', async (_, expected, path) => {
    const report = await run('autodiff.json', square(expected));
    for (const outcome of Object.values(report.cases[0]!.outcomes)) {
      expect(outcome._tag).toBe('Failed');
      const paths = outcome._tag === 'Failed' ? outcome.mismatches.map((m) => m.path) : [];
      expect(paths).toEqual([path]);
    }
    expect(count([report])).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('runs in the modes that are asked for, which may give promises', async () => {
    const zeroed: Mode = {
      name: 'zeroed',
      dtype: 'float32',
      run:
        (f) =>
        async (...args) =>
          mapTree(f(...args), (leaf) => mul(leaf, 0)),
    };
    const file = goldenFile('autodiff.json', square({ output: vector(0, 0) }));
    const report = await runFile(file, [zeroed]);
    expect(report.modes).toEqual(['zeroed']);
    expect(report.cases[0]?.outcomes).toEqual({ zeroed: { _tag: 'Passed' } });
    expect(count([report, await runFile(file)])).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  test('a rejected promise fails', async () => {
    const lost: Mode = {
      name: 'lost',
      dtype: 'float32',
      run: () => () => Promise.reject(new Error('the device is lost')),
    };
    const report = await runFile(goldenFile('autodiff.json', square(right)), [lost]);
    expect(show([report])).toContain('Error: the device is lost');
    expect(count([report])).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('what runs in no mode has not passed', async () => {
    const report = await runFile(goldenFile('autodiff.json', square(right)), []);
    expect(count([report])).toEqual({ passed: 0, failed: 0, skipped: 1 });
  });

  test('NaN fails', async () => {
    const root = goldenCase(
      'root',
      { expression: { op: 'sqrt', args: [x] } },
      { values: { x: vector(-1) }, cotangent: vector(1) },
      { output: vector(0), gradients: { x: vector(0) } },
    );
    const report = await run('autodiff.json', root);
    expect(verdict(report.cases[0]!)).toBe('failed');
    expect(show([report])).toContain('expected 0, actual NaN');
  });

  test('a value right for float32 alone fails, since float64 does', async () => {
    const report = await run('autodiff.json', square({ ...right, output: vector(1, 4.0000001) }));
    expect(report.cases[0]?.outcomes.float32?._tag).toBe('Passed');
    expect(report.cases[0]?.outcomes.float64?._tag).toBe('Failed');
    expect(verdict(report.cases[0]!)).toBe('failed');
  });

  test('random words must be equal to the bit', async () => {
    const zeros = { key: vector(0, 0), counter: vector(0, 0) };
    const config = { function: 'threefry2x32', rounds: 20 };
    const report = await run(
      'random.json',
      goldenCase('right', config, zeros, { output: vector(0x6b200159, 0x99ba4efe) }),
      goldenCase('wrong', config, zeros, { output: vector(0x6b200159, 0x99ba4eff) }),
    );
    expect(report.cases.map(verdict)).toEqual(['passed', 'failed']);
  });

  test('gradients at kinks are not binding, elsewhere they are', async () => {
    const relu = (gradX: readonly number[]) =>
      goldenCase(
        `relu ${gradX.join()}`,
        { activation: 'relu', kinks: [0] },
        { x: vector(-1, 0, 2), cotangent: vector(3, 4, 5) },
        { y: vector(0, 0, 2), gradX: vector(...gradX) },
      );
    const report = await run('activations.json', relu([0, 0, 5]), relu([0, 4, 5]), relu([3, 0, 5]));
    expect(report.cases.map(verdict)).toEqual(['passed', 'passed', 'failed']);
  });

  test('what the packages lack is skipped, and named', async () => {
    const report = await run(
      'autodiff.json',
      goldenCase('a', { expression: { op: 'neg', args: [{ op: 'besselJ', args: [x] }] } }, {}, {}),
    );
    expect(verdict(report.cases[0]!)).toBe('skipped');
    expect(show([report])).toContain("autodiff.json: operation 'besselJ' (1)");
  });

  test('an unknown kind of file is skipped, also one with an inherited name', async () => {
    for (const kind of ['attention.json', 'toString', 'constructor']) {
      const report = await run(kind, goldenCase('a', {}, {}, { y: 1 }));
      expect(count([report])).toEqual({ passed: 0, failed: 0, skipped: 1 });
      expect(show([report])).toContain(`the kind of file '${kind}'`);
    }
  });

  test('a case without its inputs fails with a message, and the others run', async () => {
    const report = await run(
      'autodiff.json',
      goldenCase('bare', { expression: x }, {}, right),
      square(right),
    );
    expect(report.cases.map(verdict)).toEqual(['failed', 'passed']);
    expect(show([report])).toContain("the case needs an object called 'values'");
  });
});

describe('show', () => {
  test('ends with the counts, each case once', async () => {
    const reports = [
      await run('autodiff.json', square(right), square({ output: vector(0, 0) }, 'wrong')),
      await run('unknown.json', goldenCase('a', {}, {}, {})),
    ];
    const text = show(reports);
    expect(text.split('\n').at(-1)).toBe('1 passed, 1 failed, 1 skipped');
    expect(text).toContain('autodiff.json: wrong (float64)');
    expect(text).toContain(
      'output 2 of 2 elements differ; worst at element 1: expected 0, actual 4',
    );
    expect(text).toMatch(/^autodiff\.json(?: +\| +1 +1 +0){4}$/m);
    expect(text).toMatch(/^unknown\.json(?: +\| +0 +0 +1){4}$/m);
  });

  test('has a column for each mode, under its name, that any file ran in', async () => {
    const file = goldenFile('autodiff.json', square(right));
    const [first, last] = [allModes.slice(0, 1), allModes.slice(-1)];
    const lines = show([await runFile(file, first), await runFile(file, last)]).split('\n');
    expect(lines[0]).toMatch(/^ +\| float64 +\| float32 compiled$/);
    expect(lines[2]).toMatch(/ 1 +0 +0 \| +0 +0 +0$/);
    expect(lines[3]).toMatch(/ 0 +0 +0 \| +1 +0 +0$/);
    const places = ['float64', 'float32 compiled'].map((mode) => lines[0]?.indexOf(` ${mode}`));
    expect(places).toEqual([...lines[1]!.matchAll(/(?<=\|) +passed/g)].map(({ index }) => index));
  });
});
