import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { record } from '../testing/recorder.ts';
import { spreadOf } from './spread.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
const STEPS = 120;

/** A random walk by a generator of its own, so that it is the same everywhere. */
const walk = (): readonly string[] => {
  let [state, y] = [7, 0];
  return Array.from({ length: STEPS }, (_, day) => {
    state = (state * 48_271) % 2_147_483_647;
    y += state / 2_147_483_647 - 0.5;
    return `${day},${y.toFixed(4)}`;
  });
};
const writeWalk = (name: string, from: number, to: number) =>
  writeFileSync(at(name), ['day,y', ...walk().slice(from, to), ''].join('\n'));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-folds-'));
  writeWalk('walk.csv', 0, STEPS);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** In this process: threads need what is built. */
const train = async (...args: readonly string[]) => {
  const { code, out, err } = await record([
    ...['train', ...args, '--hidden', '8', '--epochs', '2', '--workers', '1', '--json'],
  ]);
  const lines = out.map((line) => JSON.parse(line) as Line);
  const ofKind = (kind: string) => lines.filter((line) => line.kind === kind);
  return { code, err: err.join('\n'), kinds: lines.map(({ kind }) => kind), ofKind, out };
};

interface Line {
  readonly kind: string;
  readonly fold: number;
  readonly examples: { readonly train: number; readonly validation: number; readonly test: number };
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly mean: Readonly<Record<string, number>>;
  readonly std: Readonly<Record<string, number>>;
  readonly test: { readonly loss: number; readonly metrics: Readonly<Record<string, number>> };
}

test('mean and standard deviation are those of scikit-learn’s scores', () => {
  /*
   * scores = np.array([0.75, 0.5, 1.0, 0.25]); print(scores.mean(), scores.std())
   * losses = np.array([0.1, 0.4, 0.2, 0.8]); print(losses.mean(), losses.std())
   */
  const scores = [0.75, 0.5, 1, 0.25].map((accuracy, i) => ({
    loss: [0.1, 0.4, 0.2, 0.8][i]!,
    metrics: { accuracy },
  }));
  const { mean, std } = spreadOf(scores);
  expect(mean.accuracy).toBe(0.625);
  expect(std.accuracy).toBeCloseTo(0.2795084971874737, 15);
  expect(mean.loss).toBeCloseTo(0.375, 15);
  expect(std.loss).toBeCloseTo(0.2680951323690902, 15);
});

describe('puregrad train --folds', () => {
  it('judges each row once, tells each fold and their mean, and then trains as without folds', async () => {
    const args = ['penguins', '--target', 'species', '--test', '0.25', '--out'];
    const { code, ofKind, kinds } = await train(...args, at('folds.st'), '--folds', '3');
    expect(code).toBe(0);
    expect(kinds.slice(0, 5)).toEqual(['fold', 'fold', 'fold', 'folds', 'plan']);
    const folds = ofKind('fold');
    expect(folds.map(({ fold }) => fold)).toEqual([1, 2, 3]);
    const rows = folds.map(({ examples }) => Object.values(examples).reduce((a, b) => a + b));
    expect(new Set(rows).size).toBe(1);
    expect(folds.reduce((sum, { examples }) => sum + examples.test, 0)).toBe(rows[0]);
    const [{ mean, std }] = ofKind('folds') as [Line];
    expect({ mean, std }).toEqual(JSON.parse(JSON.stringify(spreadOf(folds))));
    await train(...args, at('plain.st'));
    expect(readFileSync(at('folds.st')).equals(readFileSync(at('plain.st')))).toBe(true);
  });

  it('gives each fold the result of train on a file of the other rows, tested on those of the fold', async () => {
    const { ofKind } = await train(
      at('walk.csv'),
      '--target',
      'y',
      '--split',
      'last',
      '--folds',
      '3',
    );
    for (const { fold, loss, metrics } of ofKind('fold')) {
      writeWalk('before.csv', 0, 30 * fold);
      writeWalk('fold.csv', 30 * fold, 30 * (fold + 1));
      const apart = await train(
        ...[at('before.csv'), '--target', 'y', '--split', 'last', '--test', at('fold.csv')],
      );
      const [{ test: judged }] = apart.ofKind('result') as [Line];
      expect(loss).toBeCloseTo(judged.loss, 5);
      expect(metrics.r2).toBeCloseTo(judged.metrics.r2!, 4);
    }
  });

  it('tells people a line for each fold, and the spread', async () => {
    const { out } = await record([
      ...['train', at('walk.csv'), '--target', 'y', '--folds', '2', '--workers', '1'],
      ...['--epochs', '2', '--hidden', '4'],
    ]);
    expect(out[0]).toMatch(
      /^fold 1 of 2: r2 -?\d+\.\d{4}, .*, loss \d.* on 60 rows, after training on 60 others$/,
    );
    expect(out[2]).toBe('mean and standard deviation over 2 folds:');
    expect(out[3]).toMatch(/^ {2}r2 -?\d+\.\d{4} ± \d+\.\d{4}$/);
  });

  it('stops at Ctrl-C without a model', async () => {
    const { code, out } = await record(
      [
        ...['train', at('walk.csv'), '--target', 'y', '--folds', '4', '--workers', '1', '--json'],
        ...['--epochs', '2', '--out', at('never.st')],
      ],
      (line, interrupt) => {
        if (line.includes('"fold":2')) interrupt();
      },
    );
    expect(code).toBe(130);
    expect(out).toHaveLength(2);
    expect(() => readFileSync(at('never.st'))).toThrow();
  });

  it('refuses more folds than rows, before it trains', async () => {
    const { code, err, out } = await train(at('walk.csv'), '--target', 'y', '--folds', '500');
    expect([code, out]).toEqual([2, []]);
    expect(err).toContain('--folds 500 of 120 rows');
  });
});

it('search --folds ranks settings by the mean loss over the folds', async () => {
  const args = [at('walk.csv'), '--target', 'y', '--hidden', '4', '--epochs', '1'];
  const { code, out } = await record([
    ...['search', ...args, '--folds', '2', '--vary', 'l2=0|0.1', '--method', 'grid'],
    ...['--trials', '2', '--workers', '1', '--json'],
  ]);
  expect(code).toBe(0);
  const { ranked } = JSON.parse(out.at(-1)!) as {
    readonly ranked: readonly {
      readonly config: { readonly l2: string };
      readonly value: number;
    }[];
  };
  expect(ranked).toHaveLength(2);
  for (const { config, value } of ranked) {
    const { out: lines } = await record([
      ...['train', ...args, '--folds', '2', '--l2', config.l2, '--workers', '1', '--json'],
    ]);
    expect((JSON.parse(lines[2]!) as Line).mean.loss).toBe(value);
  }
});
