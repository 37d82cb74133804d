import { readFileSync } from 'node:fs';
import { encodeNpz } from '@puregrad/data';
import { tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import {
  at,
  complaint,
  inOwnFolder,
  put,
  QUICK,
  rowsOf,
  run,
  said,
} from '../testing/case-files.ts';

inOwnFolder();

/** Numbers in [0, 1) that need no random numbers. */
const noise = (i: number): number => {
  const value = Math.sin(i * 12.9898) * 43758.5453;
  return value - Math.floor(value);
};

interface Judged {
  readonly task: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly targets: readonly {
    readonly name: string;
    readonly metrics: Readonly<Record<string, number>>;
    readonly baseline: { readonly says: number | string; readonly value: number };
  }[];
}

const evaluated = async (model: string, ...file: readonly string[]): Promise<Judged> =>
  JSON.parse((await run('evaluate', model, ...file, '--json')).out.join(''));

const predicted = async (model: string, file: string, ...args: readonly string[]) => {
  const { out } = await run('predict', model, file, '--only', ...args);
  const [header, ...lines] = out.join('\n').split('\n');
  return { header, rows: lines.map((line) => line.split(',')) };
};

/** Metres around 10,000, and shares around 0: two linear functions of two columns. */
const metres = (i: number): number => 10_000 + 3000 * noise(2 * i) - 1000 * noise(2 * i + 1);
const share = (i: number): number => 0.02 * noise(2 * i + 1) - 0.01;
const inputs = (i: number): string => `${noise(2 * i).toFixed(6)},${noise(2 * i + 1).toFixed(6)}`;
const linear = (name: string, header = 'u,v,metres,share', count = 400): string =>
  rowsOf(name, header, count, (i) => `${inputs(i)},${metres(i).toFixed(3)},${share(i).toFixed(7)}`);

const ENOUGH = [
  '--no-refit',
  '--epochs',
  '80',
  '--batch-size',
  '16',
  '--hidden',
  '16',
  '--test',
  '0.2',
] as const;

describe('B41: several columns of numbers', () => {
  it('are learnt at once, each in its units', async () => {
    const [file, model] = [linear('two.csv'), at('two.st')];
    const words = await said('train', file, '--target', 'metres,share', ...ENOUGH, '--out', model);
    expect(words).toContain('2 numbers to predict');
    expect(words).toMatch(/test r2 0\.99\d+; always saying the mean of each target has -?0\.0\d+/);
    const { metrics, targets } = await evaluated(model);
    expect(Object.keys(metrics)).toEqual(['loss', 'r2']);
    expect(targets.map(({ name }) => name)).toEqual(['metres', 'share']);
    for (const of of targets) expect(of.metrics.r2).toBeGreaterThan(0.99);
    expect(metrics.r2).toBeCloseTo((targets[0]!.metrics.r2! + targets[1]!.metrics.r2!) / 2, 5);
    expect(targets[0]!.metrics.mae).toBeGreaterThan(1);
    expect(targets[0]!.metrics.mae).toBeLessThan(100);
    expect(targets[1]!.metrics.rmse).toBeLessThan(0.001);
    expect(Math.abs((targets[0]!.baseline.says as number) - 11_000)).toBeLessThan(150);
    const { header, rows } = await predicted(model, file);
    expect(header).toBe('predicted metres,predicted share');
    rows.slice(0, 20).forEach(([first, second], i) => {
      expect(Math.abs(Number(first) - metres(i))).toBeLessThan(150);
      expect(Math.abs(Number(second) - share(i))).toBeLessThan(0.002);
    });
  });

  it('are judged by the importance of the columns, in a report, in folds and in a search', async () => {
    const file = linear('all.csv', 'u,v,metres,share', 150);
    const [model, report] = [at('all.st'), at('all.html')];
    const learnt = ['--target', 'metres,share', '--epochs', '20', '--hidden', '8', '--no-refit'];
    const args = [file, ...learnt, '--batch-size', '16'];
    await run('train', ...args, '--out', model, '--report', report);
    const { out } = await run('importance', model, '--json');
    const { metric, columns } = JSON.parse(out.join('')) as {
      readonly metric: string;
      readonly columns: readonly { readonly name: string; readonly mean: number }[];
    };
    expect(metric).toBe('r2');
    // The first decides most of the metres; the second the share, and a part of the metres.
    expect(columns.map(({ name }) => name).toSorted()).toEqual(['u', 'v']);
    for (const { mean } of columns) expect(mean).toBeGreaterThan(0.05);
    const page = readFileSync(report, 'utf8');
    expect(page).toContain('<h2>Targets</h2>');
    expect(page).toContain('predicted share');
    expect(page).toMatch(/metres -?\d[\d.e+-]*, share -?\d/);
    expect(await said('inspect', model)).toContain('regression of metres, share');
    const folds = await said('train', ...args, '--folds', '2', '--workers', '1', '--quiet');
    expect(folds).toMatch(/r2 -?\d\.\d+ ± /);
    const search = ['--vary', 'l2=0|0.1', '--method', 'grid', '--trials', '2', '--workers', '1'];
    expect(await said('search', ...args, ...search)).toMatch(/best: --l2 0/);
  });

  it('may have commas in their names, in double quotes; such a column comes before two others', async () => {
    const file = linear('commas.csv', 'u,v,"length, in metres",share');
    const quoted = ['--target', '"length, in metres",share'];
    const model = at('commas.st');
    await run('train', file, ...quoted, ...QUICK, '--out', model);
    expect((await predicted(model, file)).header).toBe(
      '"predicted length, in metres",predicted share',
    );
    expect((await evaluated(model)).targets).toHaveLength(2);
    const other = linear('whole.csv', 'a,b,"a,b",c');
    const one = await said('train', other, '--target', 'a,b', ...QUICK);
    expect(one).toContain('a number to predict');
  });

  it('leave out rows that lack one of them, and say so in each command', async () => {
    const row = (i: number): string =>
      `${inputs(i)},${i % 10 === 0 ? '' : metres(i)},${i % 10 === 1 ? '' : share(i)}`;
    const [file, model] = [rowsOf('gaps.csv', 'u,v,metres,share', 100, row), at('gaps.st')];
    const remark = '20 rows without all of metres,share are left out';
    const args = ['--target', 'metres,share', ...QUICK, '--out', model];
    expect(await said('train', file, ...args)).toContain(remark);
    expect(await said('evaluate', model, file)).toContain(remark);
    expect((await predicted(model, file)).rows).toHaveLength(100);
  });

  it('stand in arrays, too: y of shape [rows, 2], or two arrays', async () => {
    const values = Array.from({ length: 200 }, (_, i) => [noise(2 * i), noise(2 * i + 1)]);
    const x = tensor(values);
    const y = tensor(values.map(([u, v]) => [1000 * u! - v!, u! + v!]));
    const file = put('y.npz', encodeNpz({ x, y }));
    const model = at('y.st');
    await run('train', file, ...ENOUGH, '--out', model);
    const { targets } = await evaluated(model, file);
    expect(targets.map(({ name }) => name)).toEqual(['y[0]', 'y[1]']);
    for (const { metrics } of targets) expect(metrics.r2).toBeGreaterThan(0.98);
    expect((await predicted(model, file)).header).toBe('predicted y[0],predicted y[1]');
    const column = (i: number) => tensor(values.map((row) => 1000 * row[i]! + 0.5));
    const two = put('ab.npz', encodeNpz({ x, a: column(0), b: column(1) }));
    await run('train', two, '--target', 'a,b', ...QUICK, '--out', model);
    expect((await evaluated(model, two)).targets.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('can be whole numbers of two values if --task says so', async () => {
    const file = rowsOf('mixed.csv', 'u,v,n,flag', 60, (i) => `${inputs(i)},${share(i)},${i % 2}`);
    const args = ['train', file, '--target', 'n,flag', ...QUICK];
    const refusal = await complaint(...args);
    expect(refusal).toContain('n holds numbers; flag has two values, 0 and 1');
    expect(refusal).toContain('--task regression learns all of them as numbers');
    expect(await said(...args, '--task', 'regression')).toContain('2 numbers to predict');
  });

  it('can be weighted by rows', async () => {
    const row = (i: number): string => `${inputs(i)},${metres(i)},${share(i)},${1 + (i % 2)}`;
    const file = rowsOf('weights.csv', 'u,v,metres,share,w', 200, row);
    const words = await said(
      'train',
      file,
      '--target',
      'metres,share',
      ...ENOUGH,
      '--weights',
      'w',
    );
    expect(words).toMatch(/test r2 0\.9/);
  });
});

describe('B41: several targets that cannot be learnt', () => {
  const refused = (file: string, target: string, ...args: readonly string[]) =>
    complaint('train', file, '--target', target, ...QUICK, ...args);

  it('are refused with what to do', async () => {
    const row = (i: number): string =>
      `${inputs(i)},${metres(i)},${['red', 'green', 'blue'][i % 3]},5,2024-01-${10 + (i % 9)},${i % 2}`;
    const file = rowsOf('odd.csv', 'u,v,metres,color,five,day,flag', 60, row);
    expect(await refused(file, 'metres,metres')).toContain("names column 'metres' twice");
    expect(await refused(file, 'metres,nothing')).toContain("has no column 'nothing'");
    expect(await refused(file, 'metres,')).toContain("has no column ''");
    expect(await refused(file, 'metres,five')).toContain(
      `column 'five' of '${file}' is 5 in every row`,
    );
    expect(await refused(file, 'metres,day')).toContain("column 'day'");
    const mixed = await refused(file, 'metres,color');
    expect(mixed).toContain('metres holds numbers; color has 3 different words');
    expect(mixed).toContain('train on each kind alone');
    expect(await refused(file, 'u,metres', '--ignore', 'u')).toContain(
      "--ignore leaves out column 'u'",
    );
    expect(await refused(file, 'u', '--ignore', 'u')).toContain('its kind is ignore');
    expect(await refused(file, 'u,metres', '--task', 'binary')).toContain(
      '--task binary learns one column',
    );
    expect(await refused(file, 'metres', '--task', 'multilabel')).toContain(
      '--task multilabel learns several columns',
    );
    expect(await refused(file, 'u,v', '--task', 'multilabel')).toContain('u holds numbers');
    expect(await refused(file, 'u,metres', '--split', 'stratified')).toContain('needs classes');
    expect(await refused(file, 'u,metres', '--class-weights', 'balanced')).toContain(
      '--class-weights needs the classes of one target, and there are several targets',
    );
    expect(await refused(put('one.csv', 'u,a,b\n1,2,3\n'), 'a,b')).toContain(
      'has 1 row with all of a,b; at least 4 are needed',
    );
    expect(await refused(put('all.csv', 'a,b\n1,2\n3,5\n2,2.5\n4,1\n5,8\n'), 'a,b')).toContain(
      'has no column to predict a,b from',
    );
  });
});

describe('one target', () => {
  const notesOf = (model: string): Readonly<Record<string, string>> => {
    const bytes = readFileSync(model);
    return JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString())
      .__metadata__;
  };

  it('has the notes that it had before there could be several', async () => {
    const row = (i: number): string => `${i % 3},${i + 0.5},${i % 2 ? 'a' : 'b'}`;
    const file = rowsOf('one-target.csv', 'u,y,kind', 8, row);
    const model = at('one-target.st');
    const train = async (target: string): Promise<Readonly<Record<string, string>>> => {
      await run(
        'train',
        file,
        '--target',
        target,
        '--epochs',
        '1',
        '--ignore',
        'u',
        '--out',
        model,
      );
      return notesOf(model);
    };
    const number = await train('y');
    expect(number['note.recipe']).toMatch(
      /^{"task":"regression","target":"y","inputs":{"kind":"table","encoding":{"features":\[.*\],"unknown":"zeros","target":{"name":"y","kind":"number","mean":[\d.]+,"std":[\d.]+},"scale":{"mean":\[.*\],"std":\[.*\]}}}}$/,
    );
    expect(number['note.baseline']).toMatch(
      /^{"rows":8,"mean":-?[\d.]+,"counts":\[\],"linear":{"weights":\[.*\],"bias":\[.*\],"rows":8}}$/,
    );
    const words = await train('kind');
    expect(words['note.recipe']).toMatch(
      /^{"task":"binary","target":"kind","classes":\["a","b"\],"inputs":{"kind":"table","encoding":{"features":\[.*\],"unknown":"zeros","target":{"name":"kind","kind":"classes","classes":\["a","b"\]},"scale":{"mean":\[.*\],"std":\[.*\]}}}}$/,
    );
    expect(words['note.baseline']).toMatch(
      /^{"rows":8,"mean":0,"counts":\[4,4\],"linear":{"weights":\[.*\],"bias":\[.*\],"rows":8}}$/,
    );
  });
});
