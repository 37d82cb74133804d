import { readFileSync } from 'node:fs';
import { safetensors } from '@jax-js/loaders';
import { dense, initialize, input, relu } from '@puregrad/layers';
import { key, leavesWithPaths, pipe, tensor } from '@puregrad/tensors';
import { expect, it } from 'vitest';
import { encodeModel } from './model.ts';
import { decodeTensors, encodeTensors } from './safetensors.ts';

it('another implementation (jax-js) reads our tensors and metadata', () => {
  const tensors = {
    a: tensor([1, 2, -3], { dtype: 'int32' }),
    b: tensor([[1.5, -2, 3]]),
    precise: tensor([0.1], { dtype: 'float64' }),
    scalar: tensor(7),
  };
  const read = safetensors.parse(
    Uint8Array.from(encodeTensors({ tensors, metadata: { note: 'grüße' } })),
  );
  expect(read.metadata).toMatchObject({ note: 'grüße' });
  for (const [name, { shape, data }] of Object.entries(tensors))
    expect(read.tensors[name]).toMatchObject({ shape, data });
});

it('another implementation (jax-js) reads our models', () => {
  const network = pipe(input(3), dense(4), relu(), dense(2));
  const variables = initialize(network, key(1));
  const read = safetensors.parse(
    Uint8Array.from(encodeModel({ network, ...variables, notes: { classes: 'no,yes' } })),
  );
  const written = leavesWithPaths(variables.params).map(([, { shape, data }]) => ({ shape, data }));
  expect(Object.values(read.tensors)).toEqual(
    expect.arrayContaining(written.map((tensor) => expect.objectContaining(tensor))),
  );
});

// By `safetensors.numpy.save_file` of Hugging Face's safetensors 0.8.0 for Python.
it('a file that the reference implementation wrote is read here', () => {
  const bytes = readFileSync(
    new URL('./testing/written-by-hugging-face.safetensors', import.meta.url),
  );
  const read = decodeTensors(bytes);
  if (read._tag === 'Left') throw new Error(read.left.message);
  const { tensors, metadata } = read.right;
  expect(metadata).toEqual({ format: 'np', note: 'grüße' });
  expect(Object.keys(tensors).sort()).toEqual([
    'dense.kernel',
    'labels',
    'none',
    'precise',
    'scalar',
  ]);
  expect(tensors['dense.kernel']!.shape).toEqual([2, 3]);
  expect([...tensors['dense.kernel']!.data]).toEqual(
    [1.5, -2, 3, 0.1, 1e-30, 65504].map(Math.fround),
  );
  expect([...tensors.labels!.data]).toEqual([3, -1, 2147483647]);
  expect([...tensors.precise!.data]).toEqual([0.1, -1e300]);
  expect(tensors.scalar!.item()).toBe(7);
  expect(tensors.none!.shape).toEqual([0, 4]);
});
