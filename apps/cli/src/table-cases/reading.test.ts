import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  at,
  complaint,
  inOwnFolder,
  metricsOn,
  predictions,
  put,
  QUICK,
  rowsOf,
  run,
  said,
} from '../testing/case-files.ts';

inOwnFolder();

const isYes = (i: number): string => (i % 2 === 1 ? 'yes' : 'no');

describe('a file that people have', () => {
  it('B02: a first column without a name is the same column for train, evaluate and predict', async () => {
    const file = rowsOf(
      'index.csv',
      ',a,b,y',
      60,
      (i) => `${i},${(i * 7) % 11},${(i * 3) % 5},${(i * 7) % 11 > 5 ? 'yes' : 'no'}`,
    );
    const model = at('index.st');
    expect(await said('train', file, '--target', 'y', '--out', model)).toContain(
      'column 1 is left out: it counts the rows',
    );
    await run('evaluate', model, file);
    const { out } = await run('predict', model, file);
    const lines = out.join('\n').split('\n');
    expect(lines[0]).toBe(',a,b,y,predicted y');
    expect(lines).toHaveLength(61);
  });

  describe('B05: a small file with another delimiter', () => {
    let model: string;
    beforeAll(async () => {
      model = at('two.st');
      const file = rowsOf('ab.csv', 'a,b,y', 60, (i) => `${i % 7},${(i * 5) % 11},${isYes(i)}`);
      await run('train', file, '--target', 'y', ...QUICK, '--out', model);
    });

    it.each([
      ['semicolons', 'a;b\n1;2\n3;4\n'],
      ['tabs', 'a\tb\n1\t2\n3\t4\n'],
      ['bars', 'a|b\n1|2\n3|4\n'],
      ['no last line break', 'a;b\n1;2\n3;4'],
      ['a line that names the delimiter', 'sep=;\na;b\n1;2\n3;4\n'],
      ['another order of columns', 'b;a\n2;1\n4;3\n'],
      ['blank lines', '\n\na,b\n\n1,2\n\n3,4\n\n'],
      ['a byte order mark and CRLF', '\uFEFFa,b\r\n1,2\r\n3,4\r\n'],
      ['gzip under any name', gzipSync('a,b\n1,2\n3,4\n')],
      ['UTF-16', Buffer.from('\uFEFFa,b\n1,2\n3,4\n', 'utf16le')],
    ])('%s', async (_, content) => {
      const plain = await predictions(model, put('plain.csv', 'a,b\n1,2\n3,4\n'));
      expect(plain).toHaveLength(2);
      expect(await predictions(model, put('other.csv', content))).toEqual(plain);
    });

    it('a header without rows gives a header', async () => {
      const { out } = await run('predict', model, put('none.csv', 'a,b\n'));
      expect(out).toEqual(['a,b,predicted y']);
    });

    it('predictions can be predicted again', async () => {
      const once = at('once.csv');
      await run('predict', model, put('plain.csv', 'a,b\n1,2\n3,4\n'), '--out', once);
      const { out } = await run('predict', model, once);
      const lines = out.join('\n').split('\n');
      expect(lines[0]).toBe('a,b,predicted y,predicted y (2)');
      expect(lines).toHaveLength(3);
    });
  });

  it('B04: decimal commas, and thousands with a currency', async () => {
    const comma = (value: number) => value.toFixed(2).replace('.', ',');
    const eu = rowsOf('eu.csv', 'breite;hoehe;preis', 60, (i) => {
      const [a, b] = [1 + i * 0.37, 2 + ((i * 5) % 17) * 0.51];
      return [a, b, 3 * a + 2 * b].map(comma).join(';');
    });
    const euModel = at('eu.st');
    const euSaid = await said('train', eu, '--target', 'preis', '--out', euModel);
    expect(euSaid).toContain('regression of preis');
    expect(euSaid).toContain('the comma is the decimal mark');
    expect((await metricsOn(euModel, eu)).r2).toBeGreaterThan(0.99);
    // A file with points is the same file.
    const points = rowsOf('eu-points.csv', 'breite,hoehe', 3, (i) => `${i + 0.25},${i * 2 + 0.5}`);
    const commas = rowsOf(
      'eu-commas.csv',
      'breite;hoehe',
      3,
      (i) => `${comma(i + 0.25)};${comma(i * 2 + 0.5)}`,
    );
    expect(await predictions(euModel, points)).toEqual(await predictions(euModel, commas));

    const group = (value: number) => value.toLocaleString('en-US');
    const us = rowsOf(
      'us.csv',
      'area,price,rooms',
      60,
      (i) => `"${group(1000 + 37 * i)}","$${group(100_000 + 3700 * i)}",5`,
    );
    const usModel = at('us.st');
    const usSaid = await said('train', us, '--target', 'price', '--out', usModel);
    expect(usSaid).toContain('regression of price');
    expect(usSaid).toContain('column rooms is left out: it is 5 in every row');
    expect((await metricsOn(usModel, us)).r2).toBeGreaterThan(0.99);
  });

  it('B08: codes among numbers, marks of missing values, and grades', async () => {
    const diagnoses = [250, 401, 428, 786, 410];
    const codes = rowsOf(
      'codes.csv',
      'diag,age,y',
      60,
      (i) => `${i % 6 === 0 ? 'V27' : diagnoses[i % 5]},${20 + i},${isYes(i)}`,
    );
    expect(await said('train', codes, '--target', 'y', ...QUICK)).toContain(
      'diag is read as words, because "V27" (10 of 60 rows) is not a number; pass --types diag=number',
    );
    for (const mark of ['null', 'None', 'N/A', 'n/a', 'nan', '#N/A', '-', 'NULL']) {
      const gaps = rowsOf(
        'nulls.csv',
        'a,b,y',
        60,
        (i) => `${i % 10 === 0 ? mark : i},${(i * 7) % 11},${isYes(i)}`,
      );
      expect(await said('train', gaps, '--target', 'y', ...QUICK)).toContain(
        `${JSON.stringify(mark)} (6 values) is read as a missing value`,
      );
    }
    const grades = rowsOf(
      'grades.csv',
      'a,b,grade',
      60,
      (i) => `${i},${(i * 7) % 11},${i % 6 === 0 ? 'F' : (i % 5) + 1}`,
    );
    const model = at('grades.st');
    const args = ['--target', 'grade', '--task', 'classification', ...QUICK];
    expect(await said('train', grades, ...args, '--out', model)).toContain('6 classes');
    const named = await said('train', codes, '--target', 'y', ...QUICK, '--types', 'diag=number');
    expect(named).toContain('"V27" (10 values) is not a number and is read as a missing value');
  });

  it('B10: NA is a category where it is as frequent as the others', async () => {
    const regions = ['NA', 'EU', 'AS', 'EU'];
    const file = rowsOf(
      'region.csv',
      'region,a,y',
      120,
      (i) => `${regions[i % 4]},${(i * 7) % 13},${i % 4 === 0 ? 'yes' : 'no'}`,
    );
    const model = at('region.st');
    const words = await said(
      'train',
      file,
      '--target',
      'y',
      '--epochs',
      '100',
      '--no-refit',
      '--out',
      model,
    );
    expect(words).toContain('"NA" (30 values) is read as a word');
    expect((await metricsOn(model, file)).accuracy).toBe(1);
    expect(await predictions(model, put('new.csv', 'region,a\nNA,1\nEU,1\nAS,1\n'))).toEqual([
      'yes',
      'no',
      'no',
    ]);
    // What was a word in training is one in a file in which nothing shows it.
    expect(await predictions(model, put('one.csv', 'region,a\nNA,1\n'))).toEqual(['yes']);
  });

  it('B37: a file without a header', async () => {
    const file = put(
      'iris.csv',
      Array.from(
        { length: 60 },
        (_, i) =>
          `${(5 + (i % 9) * 0.1).toFixed(1)},${(3 + (i % 7) * 0.1).toFixed(1)},${['setosa', 'virginica'][i % 2]}\n`,
      ).join(''),
    );
    expect(await said('train', file, '--target', 'setosa', ...QUICK)).toContain('--no-header');
    const model = at('iris.st');
    const out = await said(
      ...['train', file, '--no-header', '--target', '3', ...QUICK, '--out', model],
    );
    expect(out).toContain('51 training, 9 validation');
    // What has no header gets none.
    const { out: predicted } = await run('predict', model, file, '--only');
    expect(predicted.join('\n').split('\n')).toHaveLength(60);
  });

  it('B39: codes with leading zeros stay apart', async () => {
    const zips = ['01234', '1234', '90210'];
    const file = rowsOf(
      'zip.csv',
      'zip,a,y',
      60,
      (i) => `${zips[i % 3]},${i % 5},${i % 3 === 0 ? 'yes' : 'no'}`,
    );
    const model = at('zip.st');
    await run('train', file, '--target', 'y', '--epochs', '40', '--no-refit', '--out', model);
    expect((await metricsOn(model, file)).accuracy).toBe(1);
    const others = put('zips.csv', 'zip,a\n01234,1\n1234,1\n90210,1\n');
    expect(await predictions(model, others)).toEqual(['yes', 'no', 'no']);
  });

  it('names options of the app when it refuses a file', async () => {
    const good = rowsOf('good.csv', 'a,b,y', 60, (i) => `${i % 7},${(i * 5) % 11},${isYes(i)}`);
    const said = await complaint('train', good, '--target', 'z');
    expect(said).toContain("has no column 'z'; its columns are a, b, y");
    expect(await complaint('train', put('ragged.csv', 'a,b,y\n1,2\n'), '--target', 'y')).toMatch(
      /line 2: 2 values for 3 columns/,
    );
  });
});
