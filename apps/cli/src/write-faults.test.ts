import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULT_KINDS, type Faulty, withFaults } from '@puregrad/trainer/node/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Recording, record } from './testing/recorder.ts';

// What trials find does not matter here.
vi.mock('./search/search-trial.ts', () => ({
  evaluate: async ({ l2 }: Readonly<Record<string, string>>) => Number(l2),
}));

let folder: string;
/** What the runs write, and nothing else. */
let written: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-faults-'));
  written = join(folder, 'written');
  const rows = Array.from(
    { length: 40 },
    (_, i) => `${i % 7},${(i * 5) % 11},${(i * 5) % 11 > i % 7}`,
  );
  writeFileSync(join(folder, 'data.csv'), `a,b,y\n${rows.join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const TIMES = new Set(['seconds', 'examplesPerSecond']);

/** The bytes of a file, and of a checkpoint without the times of epochs and the sum over them. */
const withoutTimes = (file: Buffer): string => {
  if (!file.subarray(8, 100).includes('puregrad checkpoint')) return file.toString('latin1');
  const end = 8 + Number(file.readBigUInt64LE());
  const { __metadata__: metadata, ...tensors } = JSON.parse(file.toString('utf8', 8, end));
  const run: unknown = JSON.parse(metadata.run, (name, value) =>
    TIMES.has(name) ? undefined : value,
  );
  return JSON.stringify([tensors, run, file.toString('latin1', end)]);
};

/** Every file, by its name, with all of it that does not depend on the clock. */
const filesIn = (path: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => {
        const file = join(parentPath, name);
        return [file.slice(path.length + 1), withoutTimes(readFileSync(file))];
      }),
  );

const begin = (): void => {
  rmSync(written, { recursive: true, force: true });
  mkdirSync(written);
};

const succeed = async (...args: readonly string[]): Promise<Recording> => {
  const { result, elsewhere } = await withFaults(folder, () => record(args));
  expect(elsewhere).toEqual([]);
  if (result?.code !== 0) throw new Error(`${args.join(' ')}: ${result?.err.join('\n')}`);
  return result;
};

/** A process that still lives says what happened: in one line, that names a file or folder. */
const expectClear = ({ result, error }: Faulty<Recording>, where: string): void => {
  expect(error, where).toBeUndefined();
  const { code, err } = result!;
  if (code === 0) return;
  expect([1, 2], where).toContain(code);
  expect(err.at(-1), where).toMatch(
    /^puregrad: .*'[^']+'.*(the disk is full|the disk reports an error|made to fail)/,
  );
};

/**
 * Fails each operation on files of a command in its turn, in one of the ways or in all of them, and goes on
 * as a user would; the number of tries.
 */
const tryAll = async (
  args: readonly string[],
  goOn: () => Promise<void>,
  whole: Readonly<Record<string, string>>,
): Promise<number> => {
  let tried = 0;
  // All ways at all operations take minutes.
  for (const [k, kind] of FAULT_KINDS.entries())
    for (let n = areAllTried ? 0 : k; ; n += areAllTried ? 1 : FAULT_KINDS.length) {
      begin();
      const run = await withFaults(folder, () => record(args), { at: n, kind });
      if (run.struck === undefined) break;
      const where = `${kind} at operation ${n}, ${run.struck.name} of ${run.struck.path}`;
      expect(run.elsewhere, where).toEqual([]);
      if (kind === 'failure' || kind === 'cut') expectClear(run, where);
      await goOn().catch((error: Error) => {
        throw new Error(`${where}: ${error.message}`);
      });
      expect(filesIn(written), where).toEqual(whole);
      tried++;
    }
  return tried;
};

const areAllTried = process.env.TEST_ALL !== undefined;
vi.setConfig({ testTimeout: areAllTried ? 3_600_000 : 300_000 });

describe('after a fault at any operation on files', () => {
  it('a run goes on to the bytes of one that had none', async () => {
    const run = join(written, 'run');
    const train = [
      ...['train', join(folder, 'data.csv'), '--target', 'y', '--hidden', '2', '--batch-size', '2'],
      ...['--epochs', '3', '--dropout', '0.1', '--no-refit', '--json', '--save-every', '0'],
      ...['--out', join(written, 'model.safetensors'), '--run', run],
    ];
    begin();
    await succeed(...train);
    const whole = filesIn(written);
    expect(Object.keys(whole).sort()).toEqual([
      ...['model.safetensors', 'run/checkpoint.safetensors'],
      ...['run/checkpoint.safetensors.previous', 'run/run.json'],
    ]);
    const tried = await tryAll(
      train,
      async () => {
        await (existsSync(join(run, 'run.json')) ? succeed('resume', run) : succeed(...train));
      },
      whole,
    );
    expect(tried).toBeGreaterThan(areAllTried ? 200 : 40);
  });

  it('a search goes on to the state of one that had none', async () => {
    const search = [
      ...['search', join(folder, 'data.csv'), '--target', 'y', '--hidden', '2', '--epochs', '1'],
      ...['--workers', '1', '--trials', '2', '--json', '--state', join(written, 'state.json')],
    ];
    begin();
    const { out } = await succeed(...search);
    const whole = filesIn(written);
    expect(Object.keys(whole)).toEqual(['state.json']);
    const tried = await tryAll(
      search,
      async () => {
        expect((await succeed(...search)).out.at(-1)).toBe(out.at(-1));
      },
      whole,
    );
    expect(tried).toBeGreaterThan(areAllTried ? 150 : 30);
  });
});
