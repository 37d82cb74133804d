import { runInNewContext } from 'node:vm';
import { tensor } from '@puregrad/tensors';
import { expect, test } from 'vitest';
import { tensorOfIdx } from './tensor-of-idx.ts';

test('bug: floats of another realm were cut to integers', () => {
  const values = runInNewContext('Float32Array.of(1.5, -2.5)') as Float32Array;
  expect(tensorOfIdx({ shape: [2], values })).toEqual(tensor([1.5, -2.5]));
});
