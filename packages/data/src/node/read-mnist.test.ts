import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeIdx } from '../testing/encode-idx.ts';
import { readMnist } from './read-mnist.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'puregrad-mnist-'));
});
afterEach(() => rm(folder, { recursive: true }));

const files: Readonly<Record<string, Uint8Array>> = {
  'train-images-idx3-ubyte': encodeIdx(8, [3, 1, 2], [0, 255, 51, 102, 153, 204]),
  'train-labels-idx1-ubyte': encodeIdx(8, [3], [5, 0, 9]),
  't10k-images-idx3-ubyte': encodeIdx(8, [1, 1, 2], [255, 0]),
  't10k-labels-idx1-ubyte': encodeIdx(8, [1], [7]),
};

const read = async (changes: Readonly<Record<string, Uint8Array | undefined>> = {}) => {
  for (const [name, bytes] of Object.entries({ ...files, ...changes }))
    if (bytes !== undefined) await writeFile(join(folder, name), bytes);
  return readMnist(folder)();
};

const expected = {
  right: {
    train: { x: { shape: [3, 2] }, y: { shape: [3], dtype: 'int32' } },
    test: { x: { shape: [1, 2] }, y: { shape: [1], dtype: 'int32' } },
  },
};

test('reads the four files', async () => {
  const mnist = await read();
  expect(mnist).toMatchObject(expected);
  if (mnist._tag === 'Left') return;
  const { train, test } = mnist.right;
  expect(train.x.dtype).toBe('float32');
  expect([...train.x.data]).toEqual([0, 1, 0.2, 0.4, 0.6, 0.8].map(Math.fround));
  expect([...train.y.data]).toEqual([5, 0, 9]);
  expect([...test.x.data]).toEqual([1, 0]);
  expect([...test.y.data]).toEqual([7]);
});

test('also gzipped ones, and names with a dot', async () => {
  const images = files['train-images-idx3-ubyte']!;
  const labels = files['t10k-labels-idx1-ubyte']!;
  const mnist = await read({
    'train-images-idx3-ubyte': undefined,
    'train-images-idx3-ubyte.gz': gzipSync(images),
    't10k-labels-idx1-ubyte': undefined,
    't10k-labels.idx1-ubyte': labels,
  });
  expect(mnist).toMatchObject(expected);
});

test('a missing file is named', async () => {
  expect(await read({ 't10k-images-idx3-ubyte': undefined })).toMatchObject({
    left: {
      _tag: 'FileNotFound',
      source: join(folder, 't10k-images-idx3-ubyte'),
      message: expect.stringContaining('t10k-images-idx3-ubyte'),
    },
  });
});

test('images and labels in each other’s place', async () => {
  expect(await read({ 'train-images-idx3-ubyte': files['train-labels-idx1-ubyte'] })).toMatchObject(
    {
      left: {
        _tag: 'UnexpectedContents',
        source: join(folder, 'train-images-idx3-ubyte'),
        message: expect.stringContaining(
          'holds Uint8Array of shape [3], where bytes of shape [count, height, width] were expected',
        ),
      },
    },
  );
  expect(await read({ 'train-labels-idx1-ubyte': files['train-images-idx3-ubyte'] })).toMatchObject(
    {
      left: {
        _tag: 'UnexpectedContents',
        message: expect.stringContaining('where bytes of shape [count] were expected'),
      },
    },
  );
});

test('files that do not fit together', async () => {
  expect(await read({ 'train-labels-idx1-ubyte': encodeIdx(8, [2], [1, 2]) })).toMatchObject({
    left: { _tag: 'CountMismatch', message: expect.stringContaining('train-labels-idx1-ubyte') },
  });
  expect(
    await read({ 't10k-images-idx3-ubyte': encodeIdx(8, [1, 1, 3], [1, 2, 3]) }),
  ).toMatchObject({
    left: {
      _tag: 'UnexpectedContents',
      source: folder,
      message: `${folder}: the training images have 2 pixels and the test images 3; check that the files belong together`,
    },
  });
});

test('a label that is not a digit', async () => {
  expect(await read({ 'train-labels-idx1-ubyte': encodeIdx(8, [3], [1, 10, 2]) })).toMatchObject({
    left: { _tag: 'LabelOutOfRange', row: 1, value: 10 },
  });
});
