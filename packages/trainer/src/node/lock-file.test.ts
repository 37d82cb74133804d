import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAULT_KINDS, withFaults } from '../testing/faulty-files.ts';
import { type FileLock, lockFile } from './lock-file.ts';
import { birthOf } from './processes.ts';

let folder: string;
let path: string;
let lock: string;
const held: FileLock[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-lock-'));
  path = join(folder, 'run');
  lock = `${path}.lock`;
});
afterEach(async () => {
  for (const one of held.splice(0)) await one.release();
  rmSync(folder, { recursive: true });
});

const take = async (): Promise<FileLock> => {
  const taken = await lockFile(path)();
  if (taken._tag === 'Left') throw new Error(taken.left.message);
  held.push(taken.right);
  return taken.right;
};

const ID = '0b0e7a52-3c1d-4e5f-8a9b-123456789abc';
/** The number of a process that has ended. */
const { pid: ended } = spawnSync(process.execPath, ['-e', '']);
const leave = (holder: Readonly<Record<string, unknown>>): void =>
  writeFileSync(lock, JSON.stringify({ id: ID, host: hostname(), birth: '', ...holder }));
/** As if the lock had been left so long ago. */
const age = (seconds: number): void => {
  const then = Date.now() / 1000 - seconds;
  utimesSync(lock, then, then);
};

describe('a lock', () => {
  it('is for one at a time; the second is told who has it, and what to do', async () => {
    const first = await take();
    expect(await lockFile(path)()).toMatchObject({
      left: {
        ...{ _tag: 'LockedError', path: lock, pid: process.pid, host: hostname() },
        message: `process ${process.pid} is at work on it; wait until that has ended, or stop it (its lock is '${lock}')`,
      },
    });
    await first.release();
    expect(readdirSync(folder)).toEqual([]);
    await take();
  });

  it('is for one at a time where files have one name only, as on a memory stick', async () => {
    const twice = async () => {
      const [first, second] = [await lockFile(path)(), await lockFile(path)()];
      if (first._tag === 'Right') await first.right.release();
      return [first._tag, second._tag];
    };
    const { result } = await withFaults(folder, twice, { hasLinks: false });
    expect(result).toEqual(['Right', 'Left']);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is given to one of many that want it at the same time, stale or not', async () => {
    for (const before of [() => {}, () => leave({ pid: ended })]) {
      before();
      const tried = await Promise.all(Array.from({ length: 20 }, () => lockFile(path)()));
      const taken = tried.flatMap((one) => (one._tag === 'Right' ? [one.right] : []));
      expect(taken).toHaveLength(1);
      expect(tried.filter((one) => one._tag === 'Left' && one.left._tag !== 'LockedError')).toEqual(
        [],
      );
      expect(readdirSync(folder)).toEqual(['run.lock']);
      await taken[0]!.release();
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it('in a folder that is not there is a Left that names it', async () => {
    const nowhere = join(folder, 'no', 'run');
    expect(await lockFile(nowhere)()).toMatchObject({
      left: {
        _tag: 'FileNotFound',
        message: `cannot make the lock '${nowhere}.lock': there is no such file or folder; check the path`,
      },
    });
  });
});

describe('a lock that was left', () => {
  it('by a killed process does not count', async () => {
    const program = join(folder, 'program.mjs');
    writeFileSync(program, 'process.send("up"); setInterval(() => {}, 1000);');
    const child = fork(program);
    await once(child, 'message');
    leave({ pid: child.pid, birth: await birthOf(child.pid!) });
    expect((await lockFile(path)())._tag).toBe('Left');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await take();
  });

  it('by a process whose number another one has now does not count', async () => {
    leave({ pid: process.pid, birth: 'an earlier boot 12345' });
    // Where the system does not say when a process began, the lock counts for another minute.
    if ((await birthOf(process.pid)) === '') age(61);
    await take();
    expect(JSON.parse(readFileSync(lock, 'utf8')).id).not.toBe(ID);
  });

  it('on another machine counts until it has not been renewed for a minute', async () => {
    leave({ pid: 1, host: 'another' });
    age(50);
    expect(await lockFile(path)()).toMatchObject({
      left: { message: expect.stringContaining('process 1 on another is at work') },
    });
    age(70);
    await take();
  });

  it('without its content, as by a power cut, counts for a minute', async () => {
    for (const text of [
      '',
      '{"id":',
      `{"id":"${ID}","pid":-1,"host":"${hostname()}","birth":""}`,
    ]) {
      writeFileSync(lock, text);
      expect(await lockFile(path)()).toMatchObject({
        left: { _tag: 'LockedError', pid: undefined },
      });
      age(70);
      await (await take()).release();
    }
  });

  it('with its right to be removed taken by a process that was killed does not count', async () => {
    leave({ pid: ended });
    writeFileSync(
      `${lock}.${ID}`,
      JSON.stringify({ id: ID.replace('0', '1'), pid: ended, host: hostname(), birth: '' }),
    );
    await take();
    expect(readdirSync(folder)).toEqual(['run.lock']);
  });
});

it('a process that fails or is killed while it takes or releases a lock blocks no other process', async () => {
  const use = async () => {
    const taken = await lockFile(path)();
    if (taken._tag === 'Right') await taken.right.release();
    return taken;
  };
  let tried = 0;
  for (const isStale of [false, true])
    for (const kind of FAULT_KINDS)
      for (let n = 0; ; n++) {
        if (isStale) leave({ pid: ended });
        const { struck, error, elsewhere } = await withFaults(folder, use, { at: n, kind });
        const where = `${kind} at ${struck?.name} of ${struck?.path}`;
        expect({ error, elsewhere }, where).toEqual({ error: undefined, elsewhere: [] });
        expect((await withFaults(folder, use)).result, where).toMatchObject({ _tag: 'Right' });
        expect(readdirSync(folder), where).toEqual([]);
        expect(existsSync(lock)).toBe(false);
        if (struck === undefined) break;
        tried++;
      }
  expect(tried).toBeGreaterThan(8 * FAULT_KINDS.length);
});
