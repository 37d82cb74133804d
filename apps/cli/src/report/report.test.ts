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
      '--hidden',
      '8',
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
    const page = await reportOf(
      at('numbers.csv'),
      '--target',
      'b',
      '--epochs',
      '3',
      '--hidden',
      '8',
    );
    expect(page).toContain('Predictions and true values');
    expect(page).toContain('off by');
    expect(page).toContain('validation r2');
  });

  it('ranks the columns by importance, and draws the curves of the leading ones', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => {
      const [a, b, c] = [Math.sin(i * 12.9898), Math.sin(i * 78.233), Math.sin(i * 37.719)];
      return `${c},${b > 0 ? 'high' : 'low'},${a},${3 * a + (b > 0 ? 2 : 0)}`;
    });
    writeFileSync(at('planted.csv'), `noise,word,strong,y\n${rows.join('\n')}\n`);
    const page = await reportOf(at('planted.csv'), '--target', 'y', '--epochs', '30');
    const section = page.slice(page.indexOf('Importance of the columns'));
    const names = [...section.matchAll(/<th scope="row">(\w+)<\/th><td class="bar">/g)];
    expect(names.map(([, name]) => name)).toEqual(['strong', 'word', 'noise']);
    expect(section).toContain('Partial dependence');
    expect(section.match(/mean predicted y/g)?.length).toBeGreaterThanOrEqual(2);
    expect(section).toContain('>high<');
  });

  it('says why the importance was not measured', async () => {
    const names = Array.from({ length: 400 }, (_, i) => `c${i}`);
    const rows = Array.from({ length: 12 }, (_, i) => [...names.map((_, j) => (i * j) % 7), i]);
    writeFileSync(at('wide.csv'), `${[...names, 'y'].join(',')}\n${rows.join('\n')}\n`);
    const page = await reportOf(
      ...[
        at('wide.csv'),
        '--target',
        'y',
        '--task',
        'regression',
        '--epochs',
        '1',
        '--hidden',
        '4',
      ],
    );
    expect(page).toMatch(/It was not measured: there are \d+ columns, more than 300/);
  });

  /** The rows that are most wrong, as cells of text. */
  const worstOf = (page: string): readonly (readonly string[])[] => {
    const table = page.slice(page.indexOf('<table class="misses-table">'));
    return [...table.slice(0, table.indexOf('</table>')).matchAll(/<tr>(.*?)<\/tr>/g)].map(
      ([, row]) => [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => cell!),
    );
  };

  it('shows the row that is most wrong first: its line, its values as in the file, and its loss', async () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, i) => `${i % 2 ? 'odd' : 'even'},${i / 10},${i / 5}`);
    writeFileSync(at('train.csv'), `word,a,b\n${lines(80).join('\n')}\n`);
    const test = lines(20).with(5, 'odd,1.23456,500');
    writeFileSync(at('test.csv'), `word,a,b\n${test.join('\n')}\n`);
    const [head, first] = worstOf(
      await reportOf(
        at('train.csv'),
        '--target',
        'b',
        '--epochs',
        '3',
        '--hidden',
        '8',
        '--test',
        at('test.csv'),
      ),
    );
    expect(head!.slice(0, 5)).toEqual(['', 'b', 'predicted', 'off by', 'loss']);
    expect(first!.slice(0, 2)).toEqual(['line 7', '500']);
    const [predicted, off, loss] = first!.slice(2, 5).map(Number);
    expect(off).toBeCloseTo(500 - predicted!, 0);
    expect(loss! / off! ** 2).toBeCloseTo(1, 2);
    expect(Object.fromEntries(head!.map((name, i) => [name, first![i]]))).toMatchObject({
      word: 'odd',
      a: '1.23456',
    });
  });

  it('names the lines of the file also for rows that were set aside, and rows left out before', async () => {
    const lines = Array.from({ length: 60 }, (_, i) =>
      i % 10 === 4 ? `${i},` : `${i},${['x', 'y', 'z'][(i * 7) % 3]}`,
    );
    writeFileSync(at('gaps.csv'), `a,kind\n${lines.join('\n')}\n`);
    // A label that training never saw is no row of the list, and lines after it keep their numbers.
    const tested = lines.with(1, '1,unseen').with(2, '2,');
    writeFileSync(at('tested.csv'), `a,kind\n${tested.join('\n')}\n`);
    for (const [test, file] of [
      ['0.3', lines],
      [at('tested.csv'), tested],
    ] as const) {
      const [head, ...rows] = worstOf(
        await reportOf(
          at('gaps.csv'),
          '--target',
          'kind',
          '--epochs',
          '2',
          '--hidden',
          '8',
          '--test',
          test,
        ),
      );
      expect(head).toEqual(['', 'kind', 'predicted', 'for the truth', 'loss', 'a']);
      expect(rows.length).toBeGreaterThan(3);
      for (const [place, truth, , , , a] of rows)
        expect(`${a},${truth}`).toBe(file[Number(place!.replace('line ', '')) - 2]);
    }
  });

  it('of images shows those that were farthest off', async () => {
    const data = await idxFolder();
    const page = await reportOf(data, '--epochs', '1');
    expect(page.match(/<img alt="" src="data:image\/png;base64,/g)?.length).toBe(12);
    rmSync(data, { recursive: true });
  });

  it('shows the remarks on the data, and each fold with the mean of all', async () => {
    const rows = Array.from({ length: 24 }, (_, i) => `${i === 3 ? '' : (i * 5) % 7},4,${i / 2}`);
    writeFileSync(at('folded.csv'), `a,same,y\n${rows.join('\n')}\n`);
    const args = [at('folded.csv'), '--target', 'y', '--epochs', '1', '--hidden', '2'];
    const page = await reportOf(...args, '--folds', '2', '--workers', '1');
    expect(page).toContain('<li>column same is left out: it is 4 in every row</li>');
    expect(page).toContain('<li>missing values are filled in: 1 of a with 3</li>');
    const [, section] = /<h2>Cross-validation<\/h2>(.*?)<h2>/s.exec(page) ?? [];
    expect(section).toMatch(/<th scope="row">fold 2<\/th><td>12<\/td>/);
    expect(section).toMatch(/<th scope="row">all<\/th><td><\/td><td>[\d.]+ ± [\d.]+<\/td>/);
    expect(await reportOf(...args)).not.toContain('Cross-validation');
  });

  it('has names of the user as text, never as markup', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${i},${i % 2 ? '<b>x</b>' : '"&"'}`);
    writeFileSync(at('odd.csv'), `<i>a</i>,y\n${rows.join('\n')}\n`);
    const page = await reportOf(at('odd.csv'), '--target', 'y', '--epochs', '2', '--hidden', '8');
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
