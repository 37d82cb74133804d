import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '../testing/recorder.ts';
import { verdictOf } from './experiment.ts';
import { experiments } from './experiments/index.ts';
import { openParts } from './parts.ts';
import type { LabRecord } from './record.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-lab-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('puregrad lab', () => {
  it('says what experiments there are', async () => {
    const { code, out } = await record(['lab', '--list']);
    expect(code).toBe(0);
    expect(out).toHaveLength(experiments.length);
    for (const [i, { name, claim }] of experiments.entries()) {
      expect(out[i]).toContain(name);
      expect(out[i]).toContain(claim);
    }
  });

  it('refuses names and seeds that it does not know, all at once, and writes nothing', async () => {
    const { code, err } = await record([
      ...['lab', 'vanishing', 'vanish', '--seed', 'one', '--out', at('none')],
    ]);
    expect(code).toBe(2);
    expect(err.join('\n')).toMatch(
      /no experiment 'vanish'; there are overfitting, [\s\S]*--seed must be/,
    );
    expect(existsSync(at('none'))).toBe(false);
  });

  it('keeps numbers, chart and page of an experiment, and a page that lists them', async () => {
    const { code, out } = await record(['lab', 'vanishing', '--out', folder]);
    expect(code).toBe(0);
    expect(out.join('\n')).toContain('reproduced');
    const found = JSON.parse(read('vanishing.json')) as LabRecord;
    expect(found).toMatchObject({ name: 'vanishing', verdict: 'reproduced', full: false, seed: 1 });
    expect(found.command).toBe('puregrad lab vanishing');
    const { least, largestDifference } = found.figures as Record<string, number>;
    expect(least).toBeGreaterThan(16);
    expect(largestDifference).toBeLessThan(1e-9);
    expect(read('vanishing.svg')).toMatch(/^<svg.*<\/svg>$/s);
    expect(read('vanishing.md')).toContain(found.finding);
    expect(read('README.md')).toContain('(vanishing.md)');
    expect(existsSync(at('vanishing.parts'))).toBe(false);
  });

  it('gives the same numbers for the same seed', async () => {
    const { code, out } = await record(['lab', 'vanishing', '--json', '--out', at('again')]);
    expect(code).toBe(0);
    expect(JSON.parse(out[0]!)).toMatchObject({ kind: 'experiment', verdict: 'reproduced' });
    const figures = (text: string): unknown => (JSON.parse(text) as LabRecord).figures;
    expect(figures(read('again/vanishing.json'))).toEqual(figures(read('vanishing.json')));
  });
});

describe('the parts of an experiment', () => {
  it('are computed once, also over interruptions, and only for the same experiment', async () => {
    const path = at('some.parts');
    let runs = 0;
    const compute = async () => ({ run: ++runs });
    const first = await openParts(path, 'some 1');
    expect(await first.part('a', compute)).toEqual({ run: 1 });
    expect(await first.part('a', compute)).toEqual({ run: 1 });
    const second = await openParts(path, 'some 1');
    expect(await second.part('a', compute)).toEqual({ run: 1 });
    const other = await openParts(path, 'some 2');
    expect(await other.part('a', compute)).toEqual({ run: 2 });
    await other.discard();
    expect(existsSync(path)).toBe(false);
  });

  it('are the same when found again as when they were computed', async () => {
    const parts = await openParts(at('nan.parts'), 'some 1');
    expect(await parts.part('nan', async () => [Number.NaN])).toEqual([null]);
  });
});

it('a verdict says whether all checks hold, some, or none', () => {
  expect(verdictOf([true, true])).toBe('reproduced');
  expect(verdictOf([true, false])).toBe('in part');
  expect(verdictOf([false, false])).toBe('not reproduced');
});
