import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { locate } from '../data/division.ts';
import {
  at,
  complaint,
  inOwnFolder,
  predictions,
  put,
  QUICK,
  rowsOf,
  run,
  said,
} from '../testing/case-files.ts';
import { record } from '../testing/recorder.ts';

inOwnFolder();

const quick = ['--target', 'y', ...QUICK] as const;
let good: string;
let model: string;
beforeAll(async () => {
  good = rowsOf('good.csv', 'a,b,y', 60, (i) => `${i % 7},${(i * 5) % 11},${i % 2 ? 'yes' : 'no'}`);
  model = at('good.st');
  await run('train', good, ...quick, '--out', model);
});

describe('options that do not fit the table', () => {
  it.each([
    ['--ignore', 'z', 'has no column "z"; it has "a", "b", "y"'],
    ['--types', 'z=number', 'has no column "z"; it has "a", "b", "y"'],
    ['--ignore', 'y', 'its kind is ignore, which is left out'],
    ['--types', 'y=text', 'its kind is text, which is left out'],
    ['--types', 'y=number', 'has no value that can be read as its kind'],
    ['--types', 'a=ignore,b=ignore', 'has no column to predict y from'],
    ['--types', '__proto__=number', '--types'],
    ['--class-weights', '__proto__=2,yes=1', '--class-weights'],
    ['--missing', 'yes', "is 'no' in every row"],
    ['--group', 'g', "has no column or array 'g'"],
    ['--weights', 'w', "has no column or array 'w'"],
  ])('%s %s', async (option, value, message) => {
    expect(await complaint('train', good, ...quick, option, value)).toContain(message);
  });

  it('--schema of another table', async () => {
    const other = rowsOf('other.csv', 'p,y', 20, (i) => `${i * 3},${i % 2}`);
    await run('train', other, ...quick, '--schema', at('other.json'));
    expect(await complaint('train', good, ...quick, '--schema', at('other.json'))).toMatch(
      /has no column 'p', which --schema '.*other.json' names/,
    );
  });

  it('--decimal of another notation', async () => {
    const file = rowsOf('points.csv', 'a,y', 60, (i) => `${i},${i}.5`);
    expect(await complaint('train', file, ...quick, '--decimal', ',')).toContain(
      'leave out --decimal',
    );
  });

  it('--missing names a number', async () => {
    const file = rowsOf('marks.csv', 'a,y', 60, (i) => `${i % 7 ? i : -999},${i % 2 ? 'u' : 'v'}`);
    expect(await said('train', file, ...quick, '--missing', '-999')).toContain(
      '"-999" (9 values) is read as a missing value',
    );
  });
});

describe('files that are none, or hardly any', () => {
  it.each([
    ['two columns of one name', 'a,a,y\n1,2,yes\n', 'two columns named "a"'],
    ['an end inside of quotes', 'a,b,y\n1,2,"ye', 'a quoted value does not end'],
    ['nothing', '', 'is empty'],
    ['nothing, compressed', gzipSync(''), 'is empty'],
  ])('%s', async (_, content, message) => {
    const file = put('bad.csv', content);
    for (const args of [
      ['train', file, ...quick],
      ['evaluate', model, file],
      ['predict', model, file],
    ])
      expect(await complaint(...args)).toContain(message);
  });

  it('predict writes nothing for a table without the columns that are needed', async () => {
    for (const content of ['y\nyes\n', 'y\n']) {
      const { code, out, err } = await record(['predict', model, put('y.csv', content)]);
      expect(code).toBe(2);
      expect(out).toEqual([]);
      expect(err.join()).toMatch(/'.*y.csv' has no column "a"; it has "y"/);
    }
    expect(await complaint('evaluate', model, put('y.csv', 'y\nyes\n'))).toMatch(
      /'.*y.csv' has no column "a"; it has "y"/,
    );
  });

  it('a byte order mark inside of gzip, and one row', async () => {
    expect(await predictions(model, put('one.csv', gzipSync('\uFEFFa,b\n1,2\n')))).toEqual(
      await predictions(model, put('plain.csv', 'a,b\n1,2\n')),
    );
  });

  it('a few rows of thousands of columns', async () => {
    const names = Array.from({ length: 5000 }, (_, i) => `c${i}`);
    const file = rowsOf(
      'wide.csv',
      `${names},y`,
      6,
      (i) => `${names.map((_, j) => (i * j) % 7)},${i % 2}`,
    );
    expect(await said('train', file, ...quick)).toContain('5 training, 1 validation');
  });
});

it('columns have any names', async () => {
  const names = ['two\nlines', 'say "hi"', '😀', '__proto__', 'constructor', '--help', 'x, y'];
  const header = names.map((name) => `"${name.replaceAll('"', '""')}"`);
  const file = rowsOf('names.csv', `${header},y`, 60, (i) =>
    [...names.map((_, j) => (j === 4 ? 'pqr'[i % 3] : (i * (j + 2)) % 11)), i % 2].join(),
  );
  const saved = at('names.st');
  const out = await said('train', file, ...quick, '--ignore', '"x, y",constructor', '--out', saved);
  expect(out).toContain('5 features');
  await run('evaluate', saved, file);
  expect(await predictions(saved, file)).toHaveLength(60);
  for (const target of ['__proto__', 'constructor'])
    expect(await said('train', file, ...quick, '--target', target)).toContain(`of ${target}`);
});

describe('standard input', () => {
  it('is not kept for an evaluation without data', () => {
    const options = { data: '-', target: 'y', task: undefined, labels: undefined };
    const more = { test: undefined, validation: 0.15, limit: undefined, seed: 1 };
    expect(
      locate('m.st', {
        ...{ options: { ...options, ...more }, folder: '', isRefitted: false },
        ...{ trained: 9, digest: '' },
      }),
    ).toMatchObject({
      left: { message: expect.stringContaining('standard input, which is not kept') },
    });
  });

  it.each([
    [['train', '-', ...quick, '--folds', '3']],
    [['train', '-', ...quick, '--test', '-']],
    [['search', '-', ...quick, '--trials', '2']],
  ])('%s needs the data several times', async (args) => {
    const { code, err } = await record(args);
    expect(code).toBe(2);
    expect(err.join('\n')).toContain('standard input is read only once');
  });
});
