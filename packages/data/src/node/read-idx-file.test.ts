import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { right } from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeIdx } from '../testing/encode-idx.ts';
import { readIdxFile } from './read-idx-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'puregrad-idx-'));
});
afterAll(() => rm(folder, { recursive: true }));

const write = async (name: string, bytes: Uint8Array): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};

const whole = encodeIdx(8, [2, 2], [1, 2, 3, 4]);
const parsed = right({ shape: [2, 2], values: Uint8Array.of(1, 2, 3, 4) });

test('reads a file, plain or gzipped, whatever its name', async () => {
  expect(await readIdxFile(await write('plain', whole))()).toStrictEqual(parsed);
  expect(await readIdxFile(await write('packed.gz', gzipSync(whole)))()).toStrictEqual(parsed);
  expect(await readIdxFile(await write('packed', gzipSync(whole)))()).toStrictEqual(parsed);
  expect(await readIdxFile(await write('plain.gz', whole))()).toStrictEqual(parsed);
});

test('nothing is read before the task runs', async () => {
  const task = readIdxFile(join(folder, 'later'));
  await write('later', whole);
  expect(await task()).toStrictEqual(parsed);
});

test('a missing file', async () => {
  const path = join(folder, 'missing');
  expect(await readIdxFile(path)()).toMatchObject({
    left: { _tag: 'FileNotFound', source: path, message: expect.stringContaining(path) },
  });
  const inside = join(await write('file', whole), 'inside');
  expect(await readIdxFile(inside)()).toMatchObject({ left: { _tag: 'FileNotFound' } });
});

test('a directory', async () => {
  expect(await readIdxFile(folder)()).toMatchObject({
    left: { _tag: 'NotAFile', message: expect.stringContaining(`'${folder}': it is a folder`) },
  });
});

test('a path that no system can open', async () => {
  expect(await readIdxFile('a\0b')()).toMatchObject({ left: { _tag: 'Unreadable' } });
});

test('damaged gzip data', async () => {
  const packed = gzipSync(whole);
  const path = await write('cut.gz', packed.subarray(0, packed.length - 9));
  expect(await readIdxFile(path)()).toMatchObject({
    left: { _tag: 'CorruptGzip', message: expect.stringContaining(path) },
  });
});

test("the parser's errors name the path", async () => {
  const path = await write('cut', whole.subarray(0, -1));
  expect(await readIdxFile(path)()).toMatchObject({
    left: { _tag: 'Truncated', source: path, message: expect.stringContaining(path) },
  });
});
