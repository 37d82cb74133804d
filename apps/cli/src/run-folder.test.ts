import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tensor } from '@puregrad/tensors';
import { isRight } from 'fp-ts/lib/Either.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrainingData } from './data/training-types.ts';
import { orThrow } from './errors.ts';
import {
  cleanRunFolder,
  createRunFolder,
  openNewFolder,
  openRunFolder,
  requireSameData,
} from './run-folder.ts';

describe('a run folder whose process was killed', () => {
  let path: string;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'puregrad-run-'));
  });
  afterEach(() => rmSync(path, { recursive: true }));

  /** The number of a process that has ended. */
  const { pid: ended } = spawnSync(process.execPath, ['-e', '']);
  const leave = (file: string, pid: number): string => {
    const name = `${file}.${pid}-0b0e7a52-3c1d-4e5f-8a9b-123456789abc.tmp`;
    writeFileSync(join(path, name), '{"for');
    return name;
  };

  it('in the first write of run.json takes the run again', async () => {
    leave('run.json', ended);
    expect(isRight(await createRunFolder(path, {}))).toBe(true);
    expect(readdirSync(path)).toEqual(['run.json']);
    expect(isRight(await openRunFolder(path))).toBe(true);
  });

  it('before that takes the run again too, and a folder with other files does not', async () => {
    leave('run.json', ended);
    expect(isRight(await openNewFolder(path))).toBe(true);
    writeFileSync(join(path, 'thesis.txt'), '');
    expect(isRight(await openNewFolder(path))).toBe(false);
  });

  it('loses its temporary files when the run goes on, and those only', async () => {
    expect(isRight(await createRunFolder(path, {}))).toBe(true);
    leave('run.json', ended);
    // Under the lock no other process writes there: the number is another's now.
    leave('checkpoint.safetensors', process.ppid);
    leave('checkpoint.safetensors.previous', ended);
    writeFileSync(join(path, 'notes.tmp'), '');
    const opened = orThrow(await openRunFolder(path));
    await cleanRunFolder(opened);
    expect(readdirSync(path).sort()).toEqual(['notes.tmp', 'run.json']);
  });

  it('whose run.json cannot be read says so, and does not send the user to train', async () => {
    mkdirSync(join(path, 'run.json'));
    expect(await openRunFolder(path)).toMatchObject({
      left: { message: expect.stringMatching(/cannot read '.*run\.json': it is a folder/) },
    });
  });

  it('goes on with the data that it began with, and the same test rows, before any checkpoint too', async () => {
    const rows = (last: number) => ({ x: tensor([[1], [2]]), y: tensor([0, last]) });
    const data = { train: rows(1), validation: rows(2), test: rows(3) } as unknown as TrainingData;
    const made = orThrow(await createRunFolder(path, {}));
    expect(isRight(await requireSameData(made, data))).toBe(true);
    const opened = orThrow(await openRunFolder(path));
    expect(isRight(await requireSameData(opened, data))).toBe(true);
    for (const part of ['train', 'validation', 'test'])
      expect(await requireSameData(opened, { ...data, [part]: rows(9) })).toMatchObject({
        left: { message: expect.stringContaining('the data have changed') },
      });
  });
});
