import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReadProgress } from '../table/reading/read-options.ts';
import { readTableFile, readTableFileChunks } from './read-table-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'puregrad-read-table-'));
});
afterAll(() => rm(folder, { recursive: true }));

const write = async (name: string, bytes: Uint8Array | string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};

const rows = Array.from({ length: 100_000 }, (_, i) => `${i},w${i % 3}`).join('\n');

test('a file is read in parts, with progress up to its size', async () => {
  const path = await write('rows.csv', `n,w\n${rows}\n`);
  const seen: ReadProgress[] = [];
  const read = await readTableFile(path, { onProgress: (progress) => seen.push(progress) })();
  if (read._tag === 'Left') throw new Error(read.left.message);
  const [numbers, words] = read.right.table.columns;
  expect(numbers!.kind === 'number' && numbers!.values.at(-1)).toBe(99_999);
  expect(words).toMatchObject({ categories: ['w0', 'w1', 'w2'] });
  expect(seen.length).toBeGreaterThan(2);
  const { bytes, total } = seen.at(-1)!;
  expect([bytes, seen.at(-1)!.rows]).toEqual([total, 100_000]);
});

test('what cannot be read is a typed Left, whole or in chunks', async () => {
  const packed = gzipSync(`n,w\n${rows}\n`);
  const faults: readonly (readonly [string, string])[] = [
    [join(folder, 'missing.csv'), 'FileNotFound'],
    [folder, 'NotAFile'],
    [await write('cut.csv', packed.subarray(0, packed.length >> 1)), 'CorruptGzip'],
    [await write('latin.csv', Uint8Array.of(0x61, 0x0a, 0xe9, 0x0a)), 'NotText'],
    [await write('empty.csv', ''), 'EmptyFile'],
  ];
  for (const [path, tag] of faults) {
    const left = { _tag: tag, source: path, message: expect.stringContaining(path) };
    expect(await readTableFile(path)()).toMatchObject({ left });
    const chunks = [];
    for await (const chunk of readTableFileChunks(path)) chunks.push(chunk);
    expect(chunks.at(-1)).toMatchObject({ left });
  }
});

/** The files in the folder that this process has open. */
const openFiles = async (): Promise<readonly string[]> => {
  const links = await readdir('/proc/self/fd');
  const paths = await Promise.all(
    links.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  );
  return paths.filter((path) => path.startsWith(folder));
};

test.runIf(process.platform === 'linux')(
  'to leave the loop of chunks closes the file',
  async () => {
    const text = `n,w\n${rows}\n${rows}\n${rows}\n`;
    for (const path of [await write('long.csv', text), await write('long.gz', gzipSync(text))]) {
      for await (const chunk of readTableFileChunks(path, { size: 10 })) {
        expect(chunk).toMatchObject({ right: { table: { rows: 10 } } });
        // A compressed file may have been read to its end by now.
        if (path.endsWith('.csv')) expect(await openFiles()).toEqual([path]);
        break;
      }
      await expect.poll(openFiles).toEqual([]);
    }
  },
);
