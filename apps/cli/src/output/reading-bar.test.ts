import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, it, vi } from 'vitest';
import { whileReading } from './reading-bar.ts';

const screenOf = (): { readonly screen: NodeJS.WriteStream; readonly shown: () => string } => {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (part) => {
    text += part;
  });
  return {
    screen: Object.assign(stream, { isTTY: true, columns: 80 }) as unknown as NodeJS.WriteStream,
    shown: () => stripVTControlCharacters(text),
  };
};

/** Progress of a file of 100 bytes, half of which is read after so many milliseconds. */
const read = async (screen: NodeJS.WriteStream | undefined, milliseconds: number, total?: 100) => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(0);
  try {
    return await whileReading(screen, async (onProgress) => {
      now.mockReturnValue(milliseconds);
      onProgress({ bytes: 50, rows: 1234, ...(total && { total }) });
      return 'the table';
    });
  } finally {
    now.mockRestore();
  }
};

it('a bar is shown while a large file is read', async () => {
  const { screen, shown } = screenOf();
  expect(await read(screen, 2000, 100)).toBe('the table');
  expect(shown()).toMatch(/reading .* 50% │ 1,234 rows │ .* left/);
});

it.each([
  ['a file that is read at once', 10, 100],
  ['standard input, whose size is not known', 2000, undefined],
] as const)('%s has no bar', async (_, milliseconds, total) => {
  const { screen, shown } = screenOf();
  expect(await read(screen, milliseconds, total)).toBe('the table');
  expect(shown()).toBe('');
});

it('the bar is gone after a failure', async () => {
  const { screen } = screenOf();
  const failing = whileReading(screen, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
});
