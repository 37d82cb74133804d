import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { at, inOwnFolder, put, rowsOf, run } from '../testing/case-files.ts';
import { record } from '../testing/recorder.ts';
import { tellMadeUp } from './tell-made-up.ts';

inOwnFolder();
const colors = ['red', 'blue', 'green'];

beforeAll(async () => {
  const data = rowsOf('data.csv', 'color,size,y', 60, (i) =>
    [colors[i % 3], i % 7, i % 2 ? 'yes' : 'no'].join(','),
  );
  await run(
    ...['train', data, '--target', 'y', '--epochs', '1', '--hidden', '2', '--out', at('m.st')],
  );
});

test('predict tells on standard error what it filled in, and which words training never saw', async () => {
  const rows = put('new.csv', 'color,size\npink,1\npink,\nred,\n,3\nblack,4\n');
  const { out, err } = await run('predict', at('m.st'), rows);
  expect(err).toEqual([
    '3 values of color were never seen in training; 3 missing values were filled in (2 of size, 1 of color)',
  ]);
  expect(out.join('\n').split('\n')).toHaveLength(6);
  expect((await run('predict', at('m.st'), rows, '--quiet')).err).toEqual([]);
  const whole = put('whole.csv', 'color,size\nred,1\n');
  expect((await run('predict', at('m.st'), whole)).err).toEqual([]);
  expect((await run('predict', at('m.st'), rows, '--out', at('p.csv'))).err).toHaveLength(1);
});

test('what was made up is told in the singular and the plural, five columns by name', () => {
  const of = (name: string, filled: number, unknown: number) => ({ name, filled, unknown });
  expect(tellMadeUp([of('a', 0, 0)])).toBeUndefined();
  expect(tellMadeUp([of('a', 1, 0), of('b', 0, 1)])).toBe(
    '1 value of b was never seen in training; 1 missing value was filled in (1 of a)',
  );
  expect(tellMadeUp(Array.from('abcdefgh', (name, i) => of(name, 1000 + i, 0)))).toBe(
    '8,028 missing values were filled in (1,007 of h, 1,006 of g, 1,005 of f, 1,004 of e, 1,003 of d and 3 other columns)',
  );
});

test('predict prints no header before it finds that a column is missing', async () => {
  const rows = put('other.csv', 'colour,size\nred,1\n');
  const { code, out, err } = await record(['predict', at('m.st'), rows]);
  expect([code, out]).toEqual([2, []]);
  expect(err.join('')).toContain(`'${rows}' has no column "color"`);
  const nothing = put('empty.csv', 'color,size\n');
  const { out: header } = await run('predict', at('m.st'), nothing);
  expect(header).toEqual(['color,size,predicted y']);
});

test('probabilities have the digits that float32 holds', async () => {
  const rows = put('one.csv', 'color,size\nred,1\nblue,2\n');
  const { out } = await run('predict', at('m.st'), rows, '--probabilities', '--only');
  for (const line of out.join('\n').split('\n').slice(1)) {
    const [, ...shares] = line.split(',');
    expect(shares.map(Number).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    for (const share of shares) expect(share).toMatch(/^0\.0*\d{1,7}$/);
  }
});

test('a file of predictions whose name ends in .gz is compressed, and is read again', async () => {
  const rows = put('some.csv', 'color,size\nred,1\nblue,2\n');
  const { out } = await run('predict', at('m.st'), rows, '--out', at('p.csv.gz'));
  expect(out).toEqual([`Wrote 2 predictions to ${at('p.csv.gz')}`]);
  expect(gunzipSync(readFileSync(at('p.csv.gz'))).toString()).toMatch(
    /^color,size,predicted y\nred,1,\w+\nblue,2,\w+\n$/,
  );
  await run('predict', at('m.st'), at('p.csv.gz'));
  const broken = put('broken.csv', 'colour\nred\n');
  expect((await record(['predict', at('m.st'), broken, '--out', at('q.csv.gz')])).code).toBe(2);
  expect(existsSync(at('q.csv.gz'))).toBe(false);
});

test('evaluate tells, also to scripts, what it filled in and which words training never saw', async () => {
  const rows = put('judged.csv', 'color,size,y\npink,1,yes\nred,,no\nblue,2,no\nred,3,\n');
  const told =
    '1 value of color was never seen in training; 1 missing value was filled in (1 of size)';
  const { out } = await run('evaluate', at('m.st'), rows, '--json');
  expect(JSON.parse(out.join('')).remarks).toEqual(['1 row without y is left out', told]);
  expect((await run('evaluate', at('m.st'), rows)).out).toContain(told);
});
