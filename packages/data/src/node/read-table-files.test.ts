import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { arange } from '@puregrad/tensors';
import { right } from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeNpy } from '../npy/encode-npy.ts';
import { encodeNpz } from '../npy/encode-npz.ts';
import { parseCsv } from '../table/parse-csv.ts';
import { readCsvFile } from './read-csv-file.ts';
import { readNpyFile, readNpzArrays, readNpzFile } from './read-npy-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'puregrad-tables-'));
});
afterAll(() => rm(folder, { recursive: true }));

const write = async (name: string, bytes: Uint8Array | string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};

test('readCsvFile: plain or gzipped, with options; errors name the path', async () => {
  const text = '\uFEFFa,b\n1,é\n2,NA\n';
  const expected = parseCsv(text, { missing: 'dropRow' });
  for (const path of [await write('a.csv', text), await write('a.csv.gz', gzipSync(text))]) {
    expect(await readCsvFile(path, { missing: 'dropRow' })()).toStrictEqual(expected);
    expect(await readCsvFile(path)()).toMatchObject({
      left: { _tag: 'MissingValue', source: path, row: 3, column: 'b' },
    });
  }
  const latin = await write('latin.csv', Uint8Array.of(0x61, 0x0a, 0xe9, 0x0a));
  expect(await readCsvFile(latin)()).toMatchObject({ left: { _tag: 'NotText', source: latin } });
});

test('readNpyFile and readNpzFile', async () => {
  const x = arange(5);
  expect(await readNpyFile(await write('x.npy', encodeNpy(x)))()).toStrictEqual(right(x));
  expect(await readNpzFile(await write('x.npz', encodeNpz({ x })))()).toStrictEqual(right({ x }));
  expect(await readNpzArrays(await write('x.npz', encodeNpz({ x })))()).toStrictEqual(right({ x }));
  const cut = await write('cut.npy', encodeNpy(x).subarray(0, -1));
  expect(await readNpyFile(cut)()).toMatchObject({ left: { _tag: 'Truncated', source: cut } });
  expect(await readNpzFile(cut)()).toMatchObject({ left: { _tag: 'CorruptZip', source: cut } });
});

test('a missing file', async () => {
  const path = join(folder, 'missing');
  for (const read of [readCsvFile, readNpyFile, readNpzArrays, readNpzFile])
    expect(await read(path)()).toMatchObject({ left: { _tag: 'FileNotFound', source: path } });
});
