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

/** Labels that are planted in two columns: one on each, and one on both. */
const [u, v] = [(i: number) => noise(2 * i), (i: number) => noise(2 * i + 1)];
const warm = (i: number): string => (u(i) > 0.5 ? 'yes' : 'no');
const rainy = (i: number): string => (v(i) > 0.7 ? 'yes' : 'no');
const busy = (i: number): number => (u(i) + v(i) > 1 ? 1 : 0);
const TARGET = ['--target', 'warm,rainy,busy'] as const;
const ENOUGH = ['--no-refit', '--epochs', '80', '--hidden', '16', '--batch-size', '16'] as const;
const planted = (name: string): string =>
  rowsOf(
    name,
    'u,v,warm,rainy,busy',
    300,
    (i) => `${u(i).toFixed(5)},${v(i).toFixed(5)},${warm(i)},${rainy(i)},${busy(i)}`,
  );

describe('B41: several columns of two values', () => {
  it('are labels, which are learnt at once', async () => {
    const [file, model, report] = [planted('labels.csv'), at('labels.st'), at('labels.html')];
    const args = ['train', file, ...TARGET, ...ENOUGH, '--test', '0.2'];
    const words = await said(...args, '--out', model, '--report', report);
    expect(words).toContain('of 2 features, 3 labels');
    expect(words).toMatch(
      /test accuracy 0\.9\d+; always saying the more frequent value of each target has 0\.\d+; a linear model has 0\.\d+/,
    );
    const { out } = await run('evaluate', model, '--json');
    const { task, metrics, targets, classes } = JSON.parse(out.join(''));
    expect([task, classes]).toEqual(['multilabel', undefined]);
    expect(metrics.accuracy).toBeGreaterThan(0.93);
    expect(metrics.subsetAccuracy).toBeGreaterThan(0.85);
    expect(metrics.subsetAccuracy).toBeLessThanOrEqual(metrics.accuracy);
    expect(metrics.macroF1).toBeGreaterThan(0.9);
    expect(targets.map(({ name }: { readonly name: string }) => name)).toEqual([
      ...['warm', 'rainy', 'busy'],
    ]);
    expect(targets[1].baseline.says).toBe('no');
    const mean = (of: string): number =>
      targets.reduce(
        (sum: number, one: { metrics: Record<string, number> }) => sum + one.metrics[of]! / 3,
        0,
      );
    expect(metrics.accuracy).toBeCloseTo(mean('accuracy'), 5);
    expect(metrics.macroF1).toBeCloseTo(mean('f1'), 5);
    expect(readFileSync(report, 'utf8')).toContain('<h2>Targets</h2>');
    expect(readFileSync(report, 'utf8')).toContain('mean probability');
    expect(await said('inspect', model)).toContain(
      'warm (no or yes), rainy (no or yes), busy (0 or 1)',
    );
    const importance = await said('importance', model);
    expect(importance).toContain('drop of the accuracy');
  });

  it('are predicted as they were written, with the probability of the second value on request', async () => {
    const [file, model] = [planted('predict.csv'), at('predict.st')];
    await run('train', file, ...TARGET, ...ENOUGH, '--out', model);
    const { out } = await run('predict', model, file, '--only', '--probabilities');
    const [header, ...lines] = out.join('\n').split('\n');
    expect(header).toBe(
      'predicted warm,predicted rainy,predicted busy,probability of warm=yes,probability of rainy=yes,probability of busy=1',
    );
    let right = 0;
    lines.forEach((line, i) => {
      const [first, second, third, ...shares] = line.split(',');
      if (first === warm(i) && second === rainy(i) && Number(third) === busy(i)) right++;
      expect(Number(shares[0]) > 0.5).toBe(first === 'yes');
      expect(Number(shares[2]) > 0.5).toBe(third === '1');
    });
    expect(right).toBeGreaterThan(270);
  });

  it('of numbers are remarked, since they might be numbers', async () => {
    const values = Array.from({ length: 100 }, (_, i) => [u(i), v(i)]);
    const x = tensor(values);
    const y = tensor(
      values.map(([a, b]) => [a! > 0.5 ? 1 : 0, b! > 0.5 ? 1 : 0]),
      { dtype: 'int32' },
    );
    const [file, model] = [put('y.npz', encodeNpz({ x, y })), at('y.st')];
    const words = await said('train', file, ...ENOUGH, '--out', model);
    expect(words).toContain(
      'y have two values each and are learnt as labels; --task regression learns them as numbers',
    );
    const { out } = await run('evaluate', model, file, '--json');
    expect(JSON.parse(out.join('')).metrics.accuracy).toBeGreaterThan(0.9);
    expect(await said('train', file, '--task', 'regression', ...QUICK)).toContain(
      '2 numbers to predict',
    );
  });

  it('read alike in later files: 1.0 is 1, and a gap leaves the row out; another word is refused', async () => {
    const [file, model] = [planted('later.csv'), at('later.st')];
    await run('train', file, ...TARGET, ...QUICK, '--out', model);
    const head = 'u,v,warm,rainy,busy';
    const good = put(
      'good.csv',
      `${head}\n0.1,0.2,no,no,0.0\n0.9,0.9,yes,yes,1.0\n0.5,0.5,,no,1.0\n`,
    );
    const { out } = await run('evaluate', model, good, '--json');
    expect(JSON.parse(out.join(''))).toMatchObject({
      examples: 2,
      remarks: ['1 row without all of warm,rainy,busy is left out'],
    });
    const strange = put('strange.csv', `${head}\n0.1,0.2,no,no,0\n0.9,0.9,maybe,yes,1\n`);
    expect(await complaint('evaluate', model, strange)).toContain(
      "1 row has a label that the training never saw, such as warm 'maybe'; warm is no or yes",
    );
    expect(await complaint('evaluate', model, put('part.csv', 'u,v,warm\n1,2,yes\n'))).toContain(
      'has no warm,rainy,busy',
    );
  });

  it('have no classes to weigh or to stratify by', async () => {
    const args = ['train', planted('weigh.csv'), ...TARGET, ...QUICK];
    expect(await complaint(...args, '--class-weights', 'balanced')).toContain(
      'there are several targets; use --weights',
    );
    expect(await complaint(...args, '--split', 'stratified')).toContain(
      'there are several targets',
    );
    expect(await complaint(...args, '--task', 'regression')).toContain('warm has two values');
  });

  it('are judged by the task of the notes: others are refused as damaged', async () => {
    const { decodeRecipe } = await import('../data/recipe.ts');
    const targets = ['a', 'b'].map((name) => ({ name, kind: 'classes', classes: ['0', '1'] }));
    const good = {
      ...{ task: 'multilabel', target: 'a,b', targets },
      inputs: { kind: 'table', encoding: { features: [], unknown: 'zeros' } },
    };
    const read = (of: object): string => decodeRecipe('m', JSON.stringify(of))._tag;
    expect(read(good)).toBe('Right');
    const numbers = targets.map(({ name }) => ({ name, kind: 'number' }));
    expect(read({ ...good, task: 'regression', targets: numbers })).toBe('Right');
    for (const changed of [
      { task: 'regression' },
      { task: 'binary' },
      { targets: numbers },
      { targets: undefined },
      { targets: targets.slice(0, 1) },
      { targets: [targets[0], targets[0]] },
      { targets: [targets[0], { name: 'b', kind: 'classes', classes: ['0', '1', '2'] }] },
      { targets: [targets[0], { name: 'b' }] },
      { classes: ['0', '1'] },
      { inputs: { kind: 'images', shape: [2] } },
    ])
      expect(read({ ...good, ...changed }), JSON.stringify(changed)).toBe('Left');
  });
});
