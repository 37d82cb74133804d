import { expect, test } from 'vitest';
import { loadLibrary } from './library.ts';

const reads = (load: () => Promise<unknown>) =>
  loadLibrary('a.parquet', { reads: 'a Parquet file', packages: 'hyparquet', load });

test('a library that is not installed is a fault with the command that installs it', async () => {
  for (const code of ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])
    await expect(
      reads(() => Promise.reject(Object.assign(new Error('not found'), { code }))),
    ).rejects.toMatchObject({
      reason: {
        _tag: 'MissingLibrary',
        source: 'a.parquet',
        library: 'hyparquet',
        message: expect.stringContaining('npm install hyparquet'),
      },
    });
});

test('other errors of loading are thrown on', async () => {
  const error = new Error('broken');
  await expect(reads(() => Promise.reject(error))).rejects.toBe(error);
});
