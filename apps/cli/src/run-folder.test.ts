import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRight } from 'fp-ts/lib/Either.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanRunFolder, createRunFolder, openNewFolder, openRunFolder } from './run-folder.ts';

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
    const opened = await openRunFolder(path);
    if (!isRight(opened)) throw new Error(opened.left);
    await cleanRunFolder(opened.right);
    expect(readdirSync(path).sort()).toEqual(['notes.tmp', 'run.json']);
  });
});
