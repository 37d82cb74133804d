import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idxFolder } from '../testing/idx-folder.ts';
import { record } from '../testing/recorder.ts';
import { histogramOf } from './report.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-report-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const reportOf = async (...args: readonly string[]): Promise<string> => {
  const path = at('report.html');
  const { code, out, err } = await record(['train', ...args, '--report', path]);
  expect({ code, err }).toEqual({ code: 0, err: [] });
  expect(out.join('\n')).toContain(`Wrote ${path}`);
  return readFileSync(path, 'utf8');
};

/** What a page would load from elsewhere. */
const loads = (page: string): readonly string[] =>
  [...page.matchAll(/(?:src|href)="([^"]*)"|url\(([^)]*)\)/g)]
    .map(([, a, b]) => a ?? b ?? '')
    .filter((url) => !url.startsWith('data:') && !url.startsWith('#'));

describe('a report', () => {
  it('of classes needs nothing else, and shows curves, the confusion, layers and settings', async () => {
    const page = await reportOf(
      'penguins',
      '--target',
      'species',
      '--epochs',
      '4',
      '--test',
      '0.2',
    );
    expect(loads(page)).toEqual([]);
    expect(page).not.toContain('<script');
    for (const part of [
      'test accuracy',
      'The loss after each epoch',
      'Confusion matrix',
      'Chinstrap',
      'Norm of the gradients',
      'Outputs of the layers',
      'heNormal',
      '<svg',
    ])
      expect(page).toContain(part);
    // Was: augment [object Object].
    expect(page).not.toContain('[object');
    expect(page).toMatch(/augment<\/th><td[^>]*>none</);
  });

  it('of numbers shows predictions beside truths', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${Math.sin(i)},${2 * Math.sin(i) + 0.01 * i}`,
    );
    writeFileSync(at('numbers.csv'), `a,b\n${rows.join('\n')}\n`);
    const page = await reportOf(at('numbers.csv'), '--target', 'b', '--epochs', '3');
    expect(page).toContain('Predictions and true values');
    expect(page).toContain('off by');
    expect(page).toContain('validation r2');
  });

  it('of images shows those that were farthest off', async () => {
    const data = await idxFolder();
    const page = await reportOf(data, '--epochs', '1');
    expect(page.match(/<img alt="" src="data:image\/png;base64,/g)?.length).toBe(12);
    rmSync(data, { recursive: true });
  });

  it('has names of the user as text, never as markup', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${i},${i % 2 ? '<b>x</b>' : '"&"'}`);
    writeFileSync(at('odd.csv'), `<i>a</i>,y\n${rows.join('\n')}\n`);
    const page = await reportOf(at('odd.csv'), '--target', 'y', '--epochs', '2');
    expect(page).toContain('&lt;b&gt;x&lt;/b&gt;');
    expect(page).not.toContain('<b>x');
    expect(page).not.toContain('<i>a');
  });
});

it('a histogram counts all, also of one value or of none', () => {
  const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
  expect(sum(histogramOf('', [1, 2, 3, 4]).counts)).toBe(4);
  expect(histogramOf('', [1, 2, 3, 4])).toMatchObject({ from: 1 });
  expect(sum(histogramOf('', [5, 5]).counts)).toBe(2);
  expect(sum(histogramOf('', []).counts)).toBe(0);
});
