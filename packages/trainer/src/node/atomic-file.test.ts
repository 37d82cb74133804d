import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dense, initialize, input } from '@puregrad/layers';
import { adam } from '@puregrad/optimizers';
import { key, normal, pipe, tensor } from '@puregrad/tensors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeCheckpoint } from '../checkpoint.ts';
import { encodeModel, type Model } from '../model.ts';
import type { Checkpoint } from '../run-state.ts';
import { FAULT_KINDS, type FaultKind, withFaults } from '../testing/faulty-files.ts';
import { trainWith } from '../testing/train-with.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { previousOf, saveCheckpoint } from './checkpoint-file.ts';
import { saveModel } from './model-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-atomic-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Every operation of the work, each failed in every way in its turn, with what it was before. */
const forEachFault = async (
  prepare: () => void,
  work: () => Promise<{ readonly _tag: string }>,
  check: (result: string, kind: FaultKind, where: string) => Promise<void> | void,
): Promise<number> => {
  let tried = 0;
  for (const kind of FAULT_KINDS)
    for (let n = 0; ; n++) {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      prepare();
      const { result, error, struck, elsewhere } = await withFaults(folder, work, {
        ...{ at: n, kind },
      });
      if (struck === undefined) break;
      const where = `${kind} at ${struck.name} of ${struck.path.slice(folder.length)}`;
      expect(elsewhere, where).toEqual([]);
      expect(error, where).toBeUndefined();
      await check(result!._tag, kind, where);
      tried++;
    }
  return tried;
};

describe('a write of a file that fails, or is killed, at any of its operations', () => {
  const network = pipe(input(3), dense(4), dense(2));
  const modelOf = (seed: number): Model => ({
    ...{ network, ...initialize(network, key(seed)), notes: {} },
  });

  it('leaves the old model or the new one whole, and the next write leaves nothing else', async () => {
    const path = at('model.safetensors');
    const [old, fresh] = [modelOf(1), modelOf(2)];
    const tried = await forEachFault(
      () => writeFileSync(path, encodeModel(old)),
      saveModel(path, fresh),
      async (result, _, where) => {
        const found = readFileSync(path);
        const isNew = found.equals(encodeModel(fresh));
        expect(isNew || found.equals(encodeModel(old)), where).toBe(true);
        if (result === 'Right') expect(isNew, where).toBe(true);
        expect((await withFaults(folder, saveModel(path, fresh))).result?._tag).toBe('Right');
        expect(readdirSync(folder), where).toEqual(['model.safetensors']);
        expect(readFileSync(path).equals(encodeModel(fresh)), where).toBe(true);
      },
    );
    expect(tried).toBeGreaterThan(6 * FAULT_KINDS.length);
  });

  it('leaves the old checkpoint or the new one whole, and one before it', async () => {
    const checkpoints: Checkpoint[] = [];
    await trainWith(
      {
        network: pipe(input(3), dense(2)),
        optimizer: adam(),
        train: {
          x: normal(key(1), [8, 3]),
          y: tensor([0, 1, 0, 1, 0, 1, 0, 1], { dtype: 'int32' }),
        },
        ...{ epochs: 3, checkpointEvery: 'epoch' },
      },
      (event) => {
        if (event.kind === 'checkpoint') checkpoints.push(event.checkpoint);
      },
    )();
    const encoded = checkpoints.map((checkpoint) => Buffer.from(encodeCheckpoint(checkpoint)));
    const path = at('run.checkpoint');
    const which = (file: string): number =>
      encoded.findIndex((known) => known.equals(readFileSync(file)));
    const tried = await forEachFault(
      () => {
        writeFileSync(previousOf(path), encoded[0]!);
        writeFileSync(path, encoded[1]!);
      },
      saveCheckpoint(path, checkpoints[2]!),
      async (result, _, where) => {
        const [last, before] = [which(path), which(previousOf(path))];
        expect(last, where).toBeGreaterThanOrEqual(result === 'Right' ? 2 : 1);
        expect(before, where).toBeGreaterThanOrEqual(0);
        expect(before, where).toBeLessThanOrEqual(last);
        const again = await withFaults(folder, saveCheckpoint(path, checkpoints[2]!));
        expect(again.result?._tag).toBe('Right');
        expect(readdirSync(folder).sort(), where).toEqual([
          'run.checkpoint',
          'run.checkpoint.previous',
        ]);
      },
    );
    expect(tried).toBeGreaterThan(8 * FAULT_KINDS.length);

    // A memory stick has no second names.
    await withFaults(folder, saveCheckpoint(path, checkpoints[0]!), { hasLinks: false });
    expect([which(path), which(previousOf(path))]).toEqual([0, 2]);
  });

  it('is a Left that names the file and the reason', async () => {
    const path = at('a.txt');
    const failed = await withFaults(folder, writeFileAtomically(path, bytes('new')), {
      ...{ at: 1, kind: 'cut' },
    });
    expect(failed.struck).toMatchObject({ name: 'writeFile' });
    expect(failed.result).toMatchObject({
      left: {
        _tag: 'Unwritable',
        source: path,
        message: `cannot write '${path}': the disk is full; free some space`,
      },
    });
  });
});

describe('a file that is written', () => {
  it('is flushed before it takes its name, and its folder after that', async () => {
    const path = at('a.txt');
    const { operations } = await withFaults(folder, writeFileAtomically(path, bytes('new')));
    const names = operations.map((operation) => operation.name);
    const order = ['open', 'writeFile', 'sync', 'rename', 'sync'];
    expect(names.filter((name) => order.includes(name))).toEqual(order);
    expect(operations.findLast(({ name }) => name === 'sync')!.path).toBe(folder);
  });

  it('part after part is there whole or not at all, and the fault of a part is told as it is', async () => {
    const path = at('a.txt');
    async function* parts(fault?: Error) {
      yield 'one ';
      yield bytes('two');
      if (fault !== undefined) throw fault;
    }
    const fault = new Error('the rows are torn');
    await expect(writeFileAtomically(path, parts(fault))()).rejects.toBe(fault);
    expect(readdirSync(folder)).toEqual([]);
    expect((await writeFileAtomically(path, parts())())._tag).toBe('Right');
    expect(readFileSync(path, 'utf8')).toBe('one two');
  });

  it('keeps the mode of the old one, and what a link leads to is written', async () => {
    writeFileSync(at('real.txt'), 'old');
    chmodSync(at('real.txt'), 0o600);
    symlinkSync('real.txt', at('link.txt'));
    expect((await writeFileAtomically(at('link.txt'), bytes('new'))())._tag).toBe('Right');
    expect(lstatSync(at('link.txt')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('real.txt'), 'utf8')).toBe('new');
    expect(statSync(at('real.txt')).mode & 0o777).toBe(0o600);
  });

  it('does not take the place of a device or of a folder', async () => {
    expect((await writeFileAtomically('/dev/null', bytes('gone'))())._tag).toBe('Right');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(await writeFileAtomically(folder, bytes('no'))()).toMatchObject({
      left: { message: `cannot write '${folder}': it is a folder; name a file in it` },
    });
  });
});

describe('temporary files', () => {
  const name = (pid: number): string => `a.txt.${pid}-0b0e7a52-3c1d-4e5f-8a9b-123456789abc.tmp`;

  it('of a killed process with the number of this one go, as in a container that starts again', async () => {
    writeFileSync(at(name(process.pid)), 'half');
    utimesSync(at(name(process.pid)), 1_000_000, 1_000_000);
    await writeFileAtomically(at('a.txt'), bytes('new'))();
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  it('of running processes stay, and those of other files', async () => {
    for (const file of [name(process.ppid), 'b.txt.1-x.tmp', 'a.txt.tmp'])
      writeFileSync(at(file), '');
    await writeFileAtomically(at('a.txt'), bytes('new'))();
    expect(readdirSync(folder).sort()).toEqual(
      ['a.txt', name(process.ppid), 'a.txt.tmp', 'b.txt.1-x.tmp'].sort(),
    );
  });
});
