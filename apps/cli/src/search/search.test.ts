import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orThrow } from '../errors.ts';
import { trainingOptions } from '../options/train/train-options.ts';
import { record } from '../testing/recorder.ts';
import { parseSpace } from './search-space.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-search-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** In this process: threads need what is built. */
const search = (...args: readonly string[]): readonly string[] => [
  ...['search', 'penguins', '--target', 'species', '--epochs', '3', '--hidden', '8'],
  ...['--workers', '1', '--trials', '4', '--json', ...args],
];

interface Ranked {
  readonly config: Readonly<Record<string, string>>;
  readonly value: number;
}
const rankedOf = (out: readonly string[]): readonly Ranked[] =>
  (JSON.parse(out.at(-1)!) as { readonly ranked: readonly Ranked[] }).ranked;

describe('puregrad search', () => {
  it('ranks settings by their validation loss, which train then has too', async () => {
    const { code, out } = await record(search('--vary', 'l2=1e-6..0.1'));
    expect(code).toBe(0);
    const ranked = rankedOf(out);
    expect(ranked).toHaveLength(4);
    expect(ranked.map(({ value }) => value)).toEqual(
      ranked.map(({ value }) => value).toSorted((a, b) => a - b),
    );
    const { l2 } = ranked[0]!.config;
    const trained = await record([
      ...['train', 'penguins', '--target', 'species', '--epochs', '3', '--hidden', '8'],
      ...['--l2', l2!, '--json', '--no-refit'],
    ]);
    const losses = trained.out
      .map((line) => JSON.parse(line) as { kind: string; validation?: { loss: number } })
      .flatMap(({ kind, validation }) => (kind === 'epoch' ? [validation!.loss] : []));
    expect(Math.min(...losses)).toBeCloseTo(ranked[0]!.value, 5);
  });

  it('shows a table and the best flags to people', async () => {
    const args = search('--vary', 'hidden=4|8,8', '--method', 'grid', '--vary', 'dropout=0|0.2');
    const { code, out } = await record(args.filter((arg) => arg !== '--json'));
    expect(code).toBe(0);
    expect(out.at(-1)).toMatch(/^best: --hidden (4|8,8) --dropout 0(\.2)?$/);
    expect(out.join('\n')).toContain('val loss');
  });

  it('goes on where it was interrupted, to the same end', async () => {
    const whole = await record(search('--method', 'halving', '--epochs', '9'));
    const state = at('state.json');
    const args = search('--method', 'halving', '--epochs', '9', '--state', state);
    const first = await record(args, (line, interrupt) => {
      if (line.includes('"kind":"trialFinished"')) interrupt();
    });
    expect(first.code).toBe(130);
    expect(existsSync(state)).toBe(true);
    const rest = await record(args);
    expect(rest.code).toBe(0);
    expect(rankedOf(rest.out)).toEqual(rankedOf(whole.out));
    expect(rest.out.length).toBeLessThan(whole.out.length);
    // What is done is not done again.
    const again = (await record(args)).out.map((line) => JSON.parse(line).kind);
    expect(again).toEqual(['data', 'done']);
  });

  it('refuses what cannot be meant, all at once', async () => {
    const { code, out, err } = await record([
      ...search('--vary', 'depth=1..3', '--vary', 'l2=1..0', '--vary', 'dropout'),
      ...['--method', 'bayes', '--epochs', '-1'],
    ]);
    expect({ code, out }).toEqual({ code: 2, out: [] });
    const said = err.join('\n');
    for (const text of [
      'train has no option --depth',
      'a range goes from a number to a larger one',
      'write option=from..to',
      '--method must be one of random, grid, halving',
      '--epochs must be a whole number',
    ])
      expect(said).toContain(text);
  });

  it('refuses the state of another search, or of none, and leaves it', async () => {
    const state = at('other.json');
    writeFileSync(state, '{"search":"another","pending":[],"told":[]}');
    expect((await record(search('--state', state))).err.join()).toContain(
      'belongs to another search',
    );
    writeFileSync(state, '[]');
    expect((await record(search('--state', state))).err.join()).toContain('is not a search state');
    expect(readFileSync(state, 'utf8')).toBe('[]');
  });
});

it('ranges of rates and penalties go by magnitudes, others evenly', () => {
  const space = orThrow(
    parseSpace(['l2=1e-4..1', 'dropout=0..0.5', '--batch-size=16..64'], trainingOptions),
  );
  expect(space.l2!.at(0.5)).toBe('0.01');
  expect(space.dropout!.at(0.5)).toBe('0.25');
  expect(Number(space.batchSize!.at(0.5)) % 1).toBe(0);
});
