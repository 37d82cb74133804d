import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBytes } from './read-bytes.ts';

describe('readBytes', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'puregrad-bytes-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const write = async (name: string, bytes: Uint8Array): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return path;
  };

  it('takes a file for gzipped by its first two bytes, by no single one', async () => {
    for (const bytes of [[0x1f, 0], [0, 0x8b], [0x1f], []]) {
      const path = await write(`plain${bytes}`, Uint8Array.from(bytes));
      const read = await readBytes(path)();
      expect(read._tag === 'Right' && [...read.right]).toEqual(bytes);
    }
  });

  it('decompresses at most a given number of bytes', async () => {
    const path = await write('zeros.gz', gzipSync(new Uint8Array(2 ** 20)));
    const whole = await readBytes(path, 2 ** 20)();
    expect(whole._tag === 'Right' && whole.right.length).toBe(2 ** 20);
    expect(await readBytes(path, 2 ** 20 - 2 ** 10)()).toEqual({
      _tag: 'Left',
      left: {
        _tag: 'CorruptGzip',
        source: path,
        message: `${path} has more than ${(2 ** 20 - 2 ** 10) / 2 ** 30} GiB inside; decompress it first`,
      },
    });
  });

  it('says what the system says', async () => {
    const cut = await write('cut.gz', gzipSync(Uint8Array.of(1, 2, 3)).subarray(0, 12));
    expect(await readBytes(cut)()).toMatchObject({
      left: {
        message: `${cut} cannot be decompressed: unexpected end of file; fetch the file again`,
      },
    });
    expect(await readBytes('a\0b')()).toMatchObject({
      left: {
        _tag: 'Unreadable',
        message: expect.stringMatching(/^cannot read 'a\0b': The argument /),
      },
    });
  });
});
