import { classReport } from '@puregrad/metrics';
import { tensor } from '@puregrad/tensors';
import { describe, expect, it, test } from 'vitest';
import { tellClasses } from '../scores/tell-scores.ts';
import { at, complaint, inOwnFolder, put, rowsOf, said } from '../testing/case-files.ts';
import { figureText } from './figure-text.ts';

inOwnFolder();
const quick = ['--epochs', '1', '--hidden', '2'];

describe('the remarks of a training', () => {
  it('say which missing values are filled in, and with what', async () => {
    const data = rowsOf('gaps.csv', 'a,b,when,y', 40, (i) =>
      [
        i % 4 === 0 ? '' : i * i,
        i === 5 ? '' : i % 3 === 0 ? 'red' : 'blue',
        i < 2 ? '' : `2024-01-${10 + (i % 10)}`,
        i + 0.5,
      ].join(','),
    );
    const text = await said('train', data, '--target', 'y', '--validation', '0.25', ...quick);
    expect(text).toMatch(
      /^missing values are filled in: 10 of a with \d+(\.\d)?, 2 of when with 2024-01-1\d, 1 of b with 'blue'$/m,
    );
  });

  it('name five columns with gaps, and count the others', async () => {
    const names = Array.from({ length: 9 }, (_, i) => `c${i}`);
    const data = rowsOf('wide.csv', `${names.join(',')},y`, 30, (i) =>
      [...names.map((_, j) => (i < 9 - j ? '' : (i * (j + 2)) % 23)), i / 2].join(','),
    );
    const text = await said('train', data, '--target', 'y', ...quick);
    expect(text).toMatch(
      /^missing values are filled in: 9 of c0 .* 5 of c4 with \S+, and 10 of 4 other columns$/m,
    );
  });

  it('are eight at most, those on the task first; the others are counted, and a script gets all', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `odd${i}`);
    const data = rowsOf('odd.csv', `x,same,${names.join(',')},y`, 60, (i) =>
      [
        ...[(i * 7) % 11, 4],
        ...names.map((_, j) => (i === j + 1 ? `odd${j}` : (i * (2 * j + 3)) % 59)),
        i === 0 ? '' : i % 5,
      ].join(','),
    );
    const lines = (await said('train', data, '--target', 'y', ...quick)).split('\n');
    expect(lines.slice(2, 5)).toEqual([
      'y has 5 whole numbers and is learnt as classes; --task regression learns it as a number',
      '1 row without y is left out',
      'column same is left out: it is 4 in every row',
    ]);
    expect(lines[10]).toBe('and 9 more remarks; --json tells all');
    const json = (await said('train', data, '--target', 'y', ...quick, '--json')).split('\n');
    expect(JSON.parse(json[0]!).remarks).toHaveLength(17);
  });

  it('do not recommend weights of classes to who gives them', async () => {
    const data = rowsOf(
      'rare.csv',
      'x,z,y',
      60,
      (i) => `${i % 7},${i % 11},${i % 20 ? 'ok' : 'bad'}`,
    );
    const remark = /--class-weights balanced gives/;
    const args = ['train', data, '--target', 'y', ...quick];
    expect(await said(...args)).toMatch(remark);
    expect(await said(...args, '--class-weights', 'bad=5')).not.toMatch(remark);
  });

  it('name columns without a header once', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, i) => `2024-03-${10 + (i % 15)},${i % 7},4,4,${i / 2}\n`,
    );
    const text = await said(
      'train',
      put('bare.csv', rows.join('')),
      '--no-header',
      '--target',
      '5',
      ...quick,
    );
    expect(text).toContain('column 1 is read as dates');
    expect(text).toContain('column 3 and column 4 are left out: they are 4 in every row');
    expect(text).not.toMatch(/columns? column/);
  });
});

test('a column that is not found because the file has no header: the message says so', async () => {
  const data = put('none.csv', Array.from({ length: 9 }, (_, i) => `${i + 0.25},${i}\n`).join(''));
  expect(await complaint('train', data, '--target', '2')).toMatch(
    /has no column '2'; .*the first line may be a row of data.*--no-header/,
  );
});

test('figures in the units of the target have the digits that tell something', () => {
  expect(figureText('mae', 32378578)).toBe('32,378,578');
  expect(figureText('loss', 2481454936227840)).toBe('2.481e+15');
  expect(figureText('rmse', 0.0000127)).toBe('0.0000127');
  expect(figureText('loss', 10.06661)).toBe('10.0666');
  expect(figureText('r2', -0.00021)).toBe('-0.0002');
  expect(figureText('loss', 0)).toBe('0.0000');
  expect(figureText('loss', Number.NaN)).toBe('NaN');
});

test('a confusion matrix that is wider than a terminal gives way to the most frequent confusions', () => {
  const names = Array.from({ length: 15 }, (_, i) => `a kind of number ${i}`);
  const confusion = names.map((_, i) => names.map((_, j) => (i === j ? 9 : j === i + 1 ? i : 0)));
  const report = classReport(tensor(confusion, { dtype: 'int32' }), { names });
  const lines = tellClasses({ confusion, report, positive: undefined, areUneven: false });
  expect(lines[0]).toBe('most frequent confusions:');
  expect(lines[1]).toBe("  'a kind of number 13' predicted as 'a kind of number 14' in 13 rows");
  expect(lines).toHaveLength(9);
  expect(
    lines
      .join('\n')
      .split('\n')
      .every((line) => line.length <= 100),
  ).toBe(true);
});

test('a model of two classes is called a binary classification', async () => {
  const data = rowsOf('two.csv', 'x,y', 30, (i) => `${i % 7},${i % 2 ? 'no' : 'yes'}`);
  const text = await said('train', data, '--target', 'y', ...quick, '--out', at('two.safetensors'));
  expect(text).toContain('binary classification of y');
  expect(await said('evaluate', at('two.safetensors'), data)).not.toMatch(/^all /m);
});
