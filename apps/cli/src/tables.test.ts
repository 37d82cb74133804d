import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeNpz } from '@puregrad/data';
import { tensor } from '@puregrad/tensors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUICK } from './testing/case-files.ts';
import { record, scoreIn } from './testing/recorder.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-tables-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const put = (name: string, text: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const at = (name: string): string => join(folder, name);

/** Points of the plane, with a word that also counts, and gaps here and there. */
const points = (count: number, start = 0): readonly string[] =>
  Array.from({ length: count }, (_, i) => {
    const k = i + start;
    const [a, b] = [Math.sin(k * 12.9898) * 3, Math.sin(k * 78.233) * 2];
    const color = ['red', 'green', 'blue'][k % 3]!;
    const price = 50 + 10 * a - 5 * b + (color === 'red' ? 20 : 0);
    return [
      k % 17 === 5 ? '' : a.toFixed(3),
      b.toFixed(3),
      k % 19 === 7 ? '' : color,
      a * b > 0 ? 'yes' : 'no',
      price.toFixed(2),
    ].join(',');
  });
const HEAD = 'a,b,color,same,price';
const csv = (name: string, rows: readonly string[], head = HEAD): string =>
  put(name, `${[head, ...rows].join('\n')}\n`);

const metricOf = async (...args: readonly string[]) => {
  const { code, out, err } = await record(['evaluate', ...args, '--json']);
  expect({ code, err }).toEqual({ code: 0, err: [] });
  return JSON.parse(out[0]!) as {
    readonly task: string;
    readonly metrics: Readonly<Record<string, number>>;
    readonly confusion?: readonly (readonly number[])[];
  };
};

describe('a table of the user', () => {
  it('penguins: defaults tell three species apart, with gaps in the data', async () => {
    const model = at('penguins.safetensors');
    const { code, out } = await record([
      ...['train', 'penguins', '--target', 'species', '--test', '0.2', '--out', model],
    ]);
    expect(code).toBe(0);
    expect(out[0]).toContain('9 features, 3 classes');
    expect(scoreIn(out)).toBeGreaterThan(0.95);
    // Of hundreds of epochs some have rows.
    expect(out.filter((line) => /^ +\d+ +\d\.\d{4}/.test(line)).length).toBeLessThan(40);
    expect((await metricOf(model)).metrics).toMatchObject({
      accuracy: expect.any(Number),
      loss: expect.any(Number),
    });
  });

  it('two words make a binary task, with one output', async () => {
    const [train, test] = [csv('train.csv', points(300)), csv('test.csv', points(100, 1000))];
    const model = at('binary.safetensors');
    const { code, out } = await record(['train', train, '--target', 'same', '--out', model]);
    expect(code).toBe(0);
    expect(out.join('\n')).toContain('binary classification of same');
    const { task, metrics, confusion } = await metricOf(model, test);
    expect(task).toBe('binary');
    expect(metrics.accuracy).toBeGreaterThan(0.9);
    expect(confusion!.flat().reduce((a, b) => a + b)).toBe(100);
    // Once all were counted as of the first class, for one logit has one largest.
    expect((confusion![0]![0]! + confusion![1]![1]!) / 100).toBeCloseTo(metrics.accuracy!, 6);
  });

  it('many different numbers make a regression, judged in their own units', async () => {
    const [train, test] = [csv('train.csv', points(400)), csv('test.csv', points(100, 1000))];
    const model = at('regression.safetensors');
    const { code, out } = await record(['train', train, '--target', 'price', '--out', model]);
    expect(code).toBe(0);
    expect(out.join('\n')).toContain('regression of price');
    expect(out.at(-1)).toMatch(
      /^validation r2 [01]\.\d{4}; always saying the mean, [\d.]+, has -?0\.\d{4}; a linear model has 0\.\d{4}$/,
    );
    const { metrics } = await metricOf(model, test);
    expect(metrics.r2).toBeGreaterThan(0.9);
    expect(metrics.rmse! ** 2).toBeCloseTo(metrics.loss!, 2);
    const predicted = at('predicted.csv');
    expect((await record(['predict', model, test, '--out', predicted])).code).toBe(0);
    const [head, ...rows] = readFileSync(predicted, 'utf8').trim().split('\n');
    expect(head).toBe(`${HEAD},predicted price`);
    const errors = rows.map((row) => {
      const cells = row.split(',').map(Number);
      return (cells[4]! - cells[5]!) ** 2;
    });
    expect(errors.reduce((a, b) => a + b) / 100).toBeCloseTo(metrics.loss!, 1);
  });

  it('classes of numbers are classes, and --task decides otherwise', async () => {
    const rows = points(200).map((row, i) => `${row},${1 + (i % 3)}`);
    const train = csv('grades.csv', rows, `${HEAD},grade`);
    const plan = async (...args: readonly string[]) =>
      (await record(['train', train, '--target', 'grade', ...QUICK, ...args])).out.join('\n');
    expect(await plan()).toContain('classification of grade');
    expect(await plan('--task', 'regression')).toContain('regression of grade');
  });

  it('leaves out empty columns, names, and rows without a target, and says so', async () => {
    const rows = points(120).map(
      (row, i) => `${i % 11 === 0 ? row.replace(/yes|no/, '') : row},n${i},`,
    );
    const train = csv('odd.csv', rows, `${HEAD},name,empty`);
    const { code, out } = await record(['train', train, '--target', 'same', ...QUICK]);
    expect(code).toBe(0);
    const said = out.join('\n');
    expect(said).toContain('11 rows without same are left out');
    expect(said).toContain(
      'column name is left out: 109 different words are too many for 109 rows',
    );
    expect(said).toContain('column empty is left out: it is empty');
  });

  it('gives the same bytes for the same seed', async () => {
    const train = csv('train.csv', points(100));
    const models = ['a', 'b'].map(at);
    for (const model of models)
      await record(['train', train, '--target', 'same', '--epochs', '3', '--out', model]);
    expect(readFileSync(models[0]!).equals(readFileSync(models[1]!))).toBe(true);
  });

  it('arrays of NumPy train and predict as tables do', async () => {
    const count = 120;
    const x = tensor(
      Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i * 12.9898)),
      { shape: [count, 2] },
    );
    const y = tensor(Int32Array.from({ length: count }, (_, i) => (x.data[2 * i]! > 0 ? 1 : 0)));
    const file = put('data.npz', encodeNpz({ x, y }));
    const model = at('npz.safetensors');
    expect((await record(['train', file, '--out', model])).code).toBe(0);
    expect((await metricOf(model, file)).metrics.accuracy).toBeGreaterThan(0.9);
    const { out } = await record(['predict', model, file, '--probabilities']);
    expect(out.join('\n').split('\n')).toHaveLength(count + 1);
  });
});

describe('puregrad predict', () => {
  let model: string;
  beforeAll(async () => {
    model = at('predict.safetensors');
    const train = csv('train.csv', points(200));
    await record(['train', train, '--target', 'color', ...QUICK, '--out', model]);
  });
  const lines = (out: readonly string[]): readonly string[] => out.join('\n').split('\n');

  it('needs no target, keeps the columns and their order, and gives probabilities that add up', async () => {
    const rows = ['price,b,same,a', '55.5,1,yes,2', '"44.25",0.5,no,'];
    const { code, out } = await record([
      ...['predict', model, put('new.csv', rows.join('\r\n')), '--probabilities'],
    ]);
    expect(code).toBe(0);
    const [head, first, second] = lines(out);
    expect(head).toBe(
      'price,b,same,a,predicted color,probability of blue,probability of green,probability of red',
    );
    expect(second).toMatch(/^44\.25,0\.5,no,,(red|green|blue),/);
    const shares = first!.split(',').slice(5).map(Number);
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  });

  it('streams more rows than it holds, and gives predictions alone', async () => {
    const file = csv('long.csv', points(2500));
    const { out } = await record(['predict', model, file, '--only']);
    expect(lines(out)).toHaveLength(2501);
    expect(lines(out)[0]).toBe('predicted color');
  });

  it.each([
    ['a missing column', 'a,b\n1,2\n', 'column "same"'],
    ['a word among numbers', 'a,b,same,price\n1,2,yes,3\n1,two,yes,3\n', 'line 3'],
    ['a short row', 'a,b,same,price\n1,2,yes\n', 'line 2: 3 values for 4 columns'],
    ['nothing', '', 'is empty'],
    ['a column twice', 'a,a\n1,2\n', 'two columns named "a"'],
  ])('refuses %s, with the place, and leaves no file', async (name, text, said) => {
    const file = put('bad.csv', text);
    const out = at('never.csv');
    const { code, err } = await record(['predict', model, file, '--out', out]);
    expect(code, name).toBe(2);
    expect(err.join()).toContain(said);
    expect(readdirSync(folder).filter((other) => other.startsWith('never'))).toEqual([]);
  });
});

describe('puregrad inspect', () => {
  it('shows what a model learns from, its layers, norms and history', async () => {
    const model = at('inspect.safetensors');
    const train = csv('train.csv', points(100));
    await record(['train', train, '--target', 'same', '--epochs', '3', '--out', model]);
    const { code, out } = await record(['inspect', model]);
    expect(code).toBe(0);
    const text = out.join('\n');
    expect(text).toContain('binary classification of same: no, yes');
    expect(text).toContain('color (3 words)');
    expect(text).toContain('params.dense1.kernel');
    expect(text).toMatch(/│ +3 │/);
    const json = JSON.parse((await record(['inspect', model, '--json'])).out[0]!) as {
      history: readonly unknown[];
    };
    expect(json.history).toHaveLength(3);
  });
});

describe('what cannot be learnt is refused, with what to do', () => {
  it.each([
    ['no target', [], 'to predict: --target, one of a, b, color, same, price'],
    ['a target that is not there', ['--target', 'size'], "no column 'size'; its columns are a, b"],
    ['numbers from words', ['--target', 'same', '--task', 'regression'], 'holds words'],
    ['two of three', ['--target', 'color', '--task', 'binary'], 'has 3 classes, not two'],
    ['a share of all', ['--target', 'same', '--test', '1.5'], '--test must be a file, or a share'],
    ['a test that is not there', ['--target', 'same', '--test', 'no.csv'], 'no.csv'],
    ['an unknown task', ['--target', 'same', '--task', 'ranking'], '--task must be one of'],
  ])('%s', async (_, args, said) => {
    const train = csv('train.csv', points(50));
    const { code, out, err } = await record(['train', train, ...args]);
    expect({ code, out }).toEqual({ code: 2, out: [] });
    expect(err.join()).toContain(said);
  });

  it.each([
    ['one class', 'a,y\n1,x\n2,x\n3,x\n4,x\n', "is 'x' in every row"],
    ['few rows', 'a,y\n1,x\n2,z\n', 'has 2 rows'],
    ['nothing beside the target', 'y\nx\nz\nx\nz\nx\n', 'no column to predict y from'],
    ['an open quote', 'a,y\n1,"x\n2,z\n', 'line 2'],
    ['no rows', 'a,y\n', 'no rows'],
  ])('%s', async (_, text, said) => {
    const { code, err } = await record(['train', put('bad.csv', text), '--target', 'y']);
    expect(code).toBe(2);
    expect(err.join()).toContain(said);
  });
});
