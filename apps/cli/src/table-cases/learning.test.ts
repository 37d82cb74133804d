import { encodeNpz } from '@puregrad/data';
import { tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
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

const noise = (i: number): number =>
  Math.sin(i * 12.9898) * 43758.5453 - Math.floor(Math.sin(i * 12.9898) * 43758.5453);

describe('columns', () => {
  it('B03: a column that is constant in training has no effect', async () => {
    const file = rowsOf('const.csv', 'year,a,y', 200, (i) => `2023,${i},${2 * i + 5.5}`);
    const model = at('const.st');
    const words = await said(
      'train',
      file,
      '--target',
      'y',
      '--epochs',
      '60',
      '--no-refit',
      '--out',
      model,
    );
    expect(words).toContain('column year is left out: it is 2023 in every row');
    const years = put('years.csv', 'year,a\n2023,100\n2024,100\n2025,100\n2123,100\n');
    const predicted = (await predictions(model, years)).map(Number);
    expect(new Set(predicted).size).toBe(1);
    expect(Math.abs(predicted[0]! - 205.5)).toBeLessThan(4);
  });

  it('B03: words that are the same in every row have no effect either', async () => {
    const file = rowsOf('word.csv', 'unit,a,y', 60, (i) => `kg,${i},${2 * i}`);
    const words = await said('train', file, '--target', 'y', ...QUICK);
    expect(words).toContain("column unit is left out: it is 'kg' in every row");
  });

  it('B09: timestamps are standardized before they are rounded', async () => {
    const scores: number[] = [];
    for (const [name, start] of [
      ['ts0', 0],
      ['ts', 1.7e9],
      ['ms', 1.7e12],
    ] as const) {
      const file = rowsOf(
        `${name}.csv`,
        't,y',
        400,
        (i) => `${start + i},${(Math.sin(i / 60) * 10).toFixed(4)}`,
      );
      const model = at(`${name}.st`);
      const args = ['--target', 'y', '--epochs', '60', '--no-refit', '--test', '0.2', '--json'];
      const { out } = await run('train', file, ...args, '--out', model);
      const last = JSON.parse(out.at(-1)!) as {
        readonly test: { readonly metrics: { readonly r2: number } };
      };
      scores.push(last.test.metrics.r2);
    }
    expect(scores[0]).toBeGreaterThan(0.9);
    expect(scores[1]).toBeCloseTo(scores[0]!, 2);
    expect(scores[2]).toBeCloseTo(scores[0]!, 2);
  });

  it('B09: timestamps as targets keep their seconds', async () => {
    const file = rowsOf('when.csv', 'a,t', 200, (i) => `${i},${1.7e9 + i}`);
    const model = at('when.st');
    await run('train', file, '--target', 't', '--no-refit', '--out', model);
    expect((await metricsOn(model, file)).r2).toBeGreaterThan(0.99);
    const predicted = (await predictions(model, put('a.csv', 'a\n100\n101\n'))).map(Number);
    expect(Math.abs(predicted[0]! - 1.7e9 - 100)).toBeLessThan(10);
    expect(predicted[0]).not.toBe(predicted[1]);
  });

  it('B46: a running number is remarked, and can be left out', async () => {
    const file = rowsOf(
      'id.csv',
      'id,a,y',
      60,
      (i) => `${100_000 + i},${noise(i).toFixed(3)},${i < 30 ? 'yes' : 'no'}`,
    );
    expect(await said('train', file, '--target', 'y', ...QUICK)).toContain('--ignore id');
    const without = await said(...['train', file, '--target', 'y', ...QUICK, '--ignore', 'id']);
    expect(without).toContain('1 feature');
  });
});

describe('targets', () => {
  it('B04: a target with nearly as many classes as rows is refused', async () => {
    const file = rowsOf('names.csv', 'a,name', 60, (i) => `${i},person ${i}`);
    expect(await complaint('train', file, '--target', 'name')).toContain(
      '60 different words in 60 rows',
    );
  });

  it('1, 1.0 and 01 are one label', async () => {
    const labels = ['1', '1.0', '01', '2', '2.0', '02'];
    const file = rowsOf('labels.csv', 'a,y', 60, (i) => `${i % 6 < 3 ? i : -i},${labels[i % 6]}`);
    expect(await said('train', file, '--target', 'y', ...QUICK)).toContain('2 classes');
  });

  it('−1 and +1 are two classes, and 1 to 5 are five, in tables and in arrays', async () => {
    const signs = rowsOf('signs.csv', 'a,y', 60, (i) => `${i},${i < 30 ? '-1' : '+1'}`);
    expect(await said('train', signs, '--target', 'y', ...QUICK)).toContain('2 classes');
    const x = tensor(Array.from({ length: 60 }, (_, i) => [i, (i * 7) % 5]));
    const y = (f: (i: number) => number) =>
      tensor(
        Array.from({ length: 60 }, (_, i) => f(i)),
        { dtype: 'int32' },
      );
    const two = put('signs.npz', encodeNpz({ x, y: y((i) => (i < 30 ? -1 : 1)) }));
    expect(await said('train', two, ...QUICK)).toContain('2 classes');
    const five = put('five.npz', encodeNpz({ x, y: y((i) => 1 + (i % 5)) }));
    expect(await said('train', five, ...QUICK)).toContain('5 classes');
  });

  describe('B17: rows without a label', () => {
    const remark = '1 row without y is left out';
    const gap = 'a,b,y\n1,2,yes\n3,4,\n5,6,no\n';
    const quick = ['--target', 'y', ...QUICK] as const;
    const label = (i: number): string => (i % 2 ? 'yes' : 'no');

    it('of a file to judge are left out in every command', async () => {
      const good = rowsOf('good.csv', 'a,b,y', 60, (i) => `${i},${i % 7},${label(i)}`);
      const [file, model] = [put('gap.csv', gap), at('good.st')];
      const words = await said('train', good, ...quick, '--test', file, '--out', model);
      expect(words).toContain(remark);
      for (const command of ['evaluate', 'importance']) {
        const judged = await said(command, model, file);
        expect(judged).toContain(remark);
        expect(judged).toContain('the 2 test rows');
        const { out } = await run(command, model, file, '--json');
        expect(JSON.parse(out.join(''))).toMatchObject({ examples: 2, remarks: [remark] });
      }
    });

    it.each([
      ['train'],
      ['diagnose'],
      ['search', '--vary', 'l2=0|0.1', '--method', 'grid', '--workers', '1'],
    ])('of a file to learn from are left out by %s', async (command, ...args) => {
      const row = (i: number): string => `${i},${i % 7},${i === 3 ? '' : label(i)}`;
      const file = rowsOf('gaps.csv', 'a,b,y', 60, row);
      expect(await said(command!, file, ...quick, ...args)).toContain(remark);
      const { out } = await run(command!, file, ...quick, ...args, '--json');
      expect(JSON.parse(out[0]!).remarks).toEqual([remark]);
    });
  });

  it.each([
    ['ratings 1 to 5', 5, 1],
    ['counts 0 to 9', 10, 0],
  ])('B45: %s are learnt as the remark says', async (_, count, least) => {
    const row = (i: number): string => `${i},${least + Math.floor(i / 10)}`;
    const file = rowsOf('whole.csv', 'a,grade', 10 * count, row);
    const args = ['train', file, '--target', 'grade', ...QUICK];
    const words = await said(...args);
    expect(words).toContain(`1 feature, ${count} classes`);
    expect(words).toContain(
      `grade has ${count} whole numbers and is learnt as classes; --task regression learns it as a number`,
    );
    expect(await said(...args, '--task', 'regression')).toContain('a number to predict');
  });
});

describe('arrays of NumPy', () => {
  const x = tensor(
    Array.from({ length: 200 }, (_, i) => [noise(i), noise(i + 500), noise(i + 900)]),
  );
  const sums = Array.from({ length: 200 }, (_, i) => noise(i) + noise(i + 500) + noise(i + 900));

  it('B01: float64 and integer targets are learnt as numbers', async () => {
    const y = sums.map((sum) => 40 + 10 * sum);
    const double = put('f8.npz', encodeNpz({ x, y: tensor(y, { dtype: 'float64' }) }));
    const whole = put(
      'int.npz',
      encodeNpz({ x, y: tensor(y.map(Math.round), { dtype: 'int32' }) }),
    );
    const few = put(
      'few.npz',
      encodeNpz({
        x,
        y: tensor(
          sums.map((sum) => Math.round(5 + 2 * sum)),
          { dtype: 'int32' },
        ),
      }),
    );
    for (const [file, ...more] of [[double], [whole], [few, '--task', 'regression']] as const) {
      const model = at('npz.st');
      await run('train', file, ...more, '--epochs', '60', '--no-refit', '--out', model);
      expect((await metricsOn(model, file)).r2).toBeGreaterThan(0.9);
    }
  });

  it('B01: a missing number is filled, and a row without a target is left out, by the file’s rows', async () => {
    const holes = x.toArray() as number[][];
    holes[3]![1] = Number.NaN;
    const y = sums.map((sum, i) => (i === 5 ? Number.NaN : sum));
    const file = put('holes.npz', encodeNpz({ x: tensor(holes), y: tensor(y) }));
    const words = await said('train', file, ...QUICK);
    expect(words).toContain('1 row without y is left out');
    holes[3]![1] = Number.POSITIVE_INFINITY;
    const infinite = put('infinite.npz', encodeNpz({ x: tensor(holes), y: tensor(sums) }));
    expect(await complaint('train', infinite, ...QUICK)).toMatch(/row 3.*x\[1\]/);
  });

  it('takes [n, 1] targets and words, and refuses one-hot with the advice that helps', async () => {
    const column = put('column.npz', encodeNpz({ x, y: tensor(sums.map((sum) => [sum])) }));
    expect(await said('train', column, ...QUICK)).toContain('a number to predict');
    const oneHot = put(
      'one-hot.npz',
      encodeNpz({ x, y: tensor(sums.map((sum) => (sum > 1.5 ? [1, 0] : [0, 1]))) }),
    );
    expect(await complaint('train', oneHot)).toContain('y.argmax(axis=1)');
  });
});
