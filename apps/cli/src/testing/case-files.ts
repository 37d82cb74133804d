import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Recording, record } from './recorder.ts';

let folder: string;

/** Gives the tests of a file a folder of their own. */
export const inOwnFolder = (): void => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'puregrad-cases-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
};

export const at = (name: string): string => join(folder, name);

/** Writes a file, and gives its path. */
export const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(at(name), content);
  return at(name);
};

/** A file of rows, made from their numbers. */
export const rowsOf = (
  name: string,
  header: string,
  count: number,
  row: (i: number) => string,
): string =>
  put(name, `${header}\n${Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('')}`);

/** Options of a training whose numbers do not matter: it ends soon. */
export const QUICK = ['--epochs', '1', '--hidden', '4', '--no-refit'] as const;

/** What a command printed, if it succeeded. */
export const run = async (...args: readonly string[]): Promise<Recording> => {
  const recording = await record(args);
  expect(recording.err.join('\n'), args.join(' ')).not.toMatch(/^puregrad: /m);
  expect(recording.code).toBe(0);
  return recording;
};

/** All that a command said, if it succeeded. */
export const said = async (...args: readonly string[]): Promise<string> => {
  const { out, err } = await run(...args);
  return [...out, ...err].join('\n');
};

/** What a command complained of, with exit code 2. */
export const complaint = async (...args: readonly string[]): Promise<string> => {
  const { code, err } = await record(args);
  expect(code).toBe(2);
  return err.join('\n');
};

/** The predictions of a model for a file. */
export const predictions = async (model: string, file: string): Promise<readonly string[]> => {
  const { out } = await run('predict', model, file, '--only');
  return out.join('\n').split('\n').slice(1);
};

/** The metrics of a model on a file. */
export const metricsOn = async (
  model: string,
  file: string,
): Promise<Readonly<Record<string, number>>> => {
  const { out } = await run('evaluate', model, file, '--json');
  return JSON.parse(out.join('')).metrics;
};
