import { type Tensor, tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { IdxArray } from './parse-idx.ts';

/**
 * The array of an IDX file as a tensor with the same values: integers become int32, floats keep their
 * precision.
 *
 * @example
 * ```ts
 * import { tensorOfIdx } from '@puregrad/data';
 * tensorOfIdx({ shape: [3], values: Uint8Array.of(5, 0, 4) }).dtype; // => 'int32'
 * ```
 */
export const tensorOfIdx = (array: IdxArray): Tensor => {
  const { shape, values } = checkOptions('tensorOfIdx', array, {
    shape: 'number[]',
    values: 'typed array',
  });
  return tensor(values, { shape });
};
