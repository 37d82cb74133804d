import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import {
  type Comparison,
  comparisonOf,
  type Field,
  measure,
  startField,
  stopField,
} from './compare.ts';
import { memoryOf } from './memory.ts';
import { startSubject } from './subject-process.ts';
import type { Subject } from './subjects.ts';
import { type Step, step } from './works.ts';

const folder = mkdtempSync(join(tmpdir(), 'puregrad-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = fileURLToPath(new URL('testing/fake-subject.mjs', import.meta.url));
const command = (manner: string) => ({ command: process.execPath, args: [file, manner] });
const subject = (name: Subject['name'], manner: string, setting = ''): Subject => ({
  name,
  threads: null,
  variant: null,
  setting,
  ...command(manner),
});

const work = step([4, 8, 3], 32);
const run = (...subjects: readonly Subject[]): Promise<Comparison> => runOn(work, ...subjects);
const runOn = async (work: Step, ...subjects: readonly Subject[]): Promise<Comparison> => {
  const field: Field = startField(command('right'), subjects);
  try {
    return comparisonOf([
      await measure(work, field, { rounds: 2, burstMs: 1, folder, tolerance: 1e-3 }),
    ]);
  } finally {
    stopField(field);
  }
};

it('times who agrees with the referee, and leaves no file', async () => {
  const { rows, exclusions } = await run(subject('puregrad', 'right'), subject('jax-js', 'right'));
  expect(exclusions).toEqual([]);
  expect(rows).toMatchObject([
    { work: 'step [4,8,3] b32 adam', subject: 'puregrad', medianMs: 2, minMs: 1, maxMs: 3 },
    { subject: 'jax-js', medianMs: 2 },
  ]);
  expect(readdirSync(folder)).toEqual([]);
});

it('does not time who disagrees, and says by how much', async () => {
  const { rows, exclusions } = await run(subject('puregrad', 'right'), subject('jax-js', 'wrong'));
  expect(rows.map((row) => row.subject)).toEqual(['puregrad']);
  expect(exclusions).toMatchObject([
    { subject: 'jax-js', reason: 'its result differs by 0.25: 1,2.5 is not 1,2' },
  ]);
});

it('goes on without who cannot do the work, dies, or fails while it is timed', async () => {
  const { rows, exclusions } = await run(
    subject('tfjs-wasm', 'unsupported'),
    subject('brain.js', 'dies'),
    subject('pytorch', 'babbles'),
    subject('tfjs-cpu', 'fails-later'),
    subject('puregrad', 'right'),
  );
  expect(rows.map((row) => row.subject)).toEqual(['puregrad']);
  expect(exclusions.map(({ reason }) => reason)).toEqual([
    'no such kernel',
    'it ended with code 3: out of luck',
    'it said: Hello!',
    'Error: it broke',
  ]);
});

it('does not time who agrees without dropout and cannot do it with', async () => {
  const rich = step([4, 8, 3], 32, true);
  const { rows, exclusions } = await runOn(
    rich,
    subject('tfjs-wasm', 'never-drops'),
    subject('puregrad', 'right'),
  );
  expect(rows.map((row) => row.subject)).toEqual(['puregrad']);
  expect(exclusions).toMatchObject([{ subject: 'tfjs-wasm', reason: 'no random numbers' }]);
});

it('keeps one row of a peer with several settings, and all of puregrad', async () => {
  const { rows } = await run(
    subject('pytorch', 'right', 'one'),
    subject('pytorch', 'right', 'two'),
    subject('puregrad', 'right', 'one'),
    subject('puregrad', 'right', 'two'),
  );
  expect(rows.map((row) => [row.subject, row.setting])).toEqual([
    ['pytorch', 'one'],
    ['puregrad', 'one'],
    ['puregrad', 'two'],
  ]);
});

it('ends a subject that says nothing, and does not ask it again', async () => {
  const process = startSubject(command('hangs'));
  const silent = { error: 'no answer within 0.2 s' };
  expect(await process.ask({ prepare: work, data: '' }, 0.2)).toEqual(silent);
  expect(await process.ask({ memory: true }, 10)).toEqual(silent);
});

it('says so where a subject cannot be started', async () => {
  const process = startSubject({ command: '/no/such/program', args: [] });
  expect((await process.ask({ memory: true }, 10)).error).toContain('ENOENT');
});

it('looks at memory before and after the steps', async () => {
  expect(await memoryOf(work, subject('puregrad', 'right'), 100, folder)).toEqual({
    work: 'step [4,8,3] b32 adam',
    subject: 'puregrad',
    steps: 100,
    before: 5,
    after: 5,
    peak: 7,
  });
  await expect(memoryOf(work, subject('pytorch', 'dies'), 100, folder)).rejects.toThrow(
    'pytorch, step [4,8,3] b32 adam: it ended with code 3',
  );
});

it('joins what was measured at several moments, and leaves out who failed at one', () => {
  const [steady, failing] = [subject('puregrad', 'right'), subject('jax-js', 'right')];
  const excluded = [{ subject: failing, reason: 'it broke' }];
  const at = (times: readonly number[], ...more: Subject[]) =>
    [steady, ...more].map((subject) => ({ subject, times }));
  const { rows, exclusions } = comparisonOf([
    { work: 'w', timed: at([1, 2], failing), excluded: [] },
    { work: 'v', timed: at([7]), excluded: [] },
    { work: 'w', timed: at([5]), excluded },
    { work: 'v', timed: at([9]), excluded },
  ]);
  expect(rows).toMatchObject([
    { work: 'w', subject: 'puregrad', minMs: 1, medianMs: 2, maxMs: 5 },
    { work: 'v', subject: 'puregrad', minMs: 7, medianMs: 8, maxMs: 9 },
  ]);
  expect(exclusions).toEqual([
    { work: 'w', subject: 'jax-js', reason: 'it broke' },
    { work: 'v', subject: 'jax-js', reason: 'it broke' },
  ]);
});
