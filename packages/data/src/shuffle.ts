import { type Key, permutation } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { countRows, type Dataset } from './dataset.ts';
import type { Features } from './features.ts';
import { takeRows } from './take-rows.ts';

/**
 * The rows in an order that the key determines, each once, all parts and weights together.
 *
 * @throws ShapeError if two parts differ in their numbers of rows.
 * @example
 * ```ts
 * import { shuffle } from '@puregrad/data';
 * import { arange, key } from '@puregrad/tensors';
 * const data = { x: arange(4), y: arange(4, { dtype: 'int32' }) };
 * const { x } = shuffle(key(1), data);
 * [...x.data].sort(); // => [0, 1, 2, 3]
 * ```
 */
export const shuffle = <X extends Features, Y extends Features>(
  k: Key,
  data: Dataset<X, Y>,
): Dataset<X, Y> => {
  checkOptions('shuffle', { k }, { k: 'tensor' });
  return takeRows(data, permutation(k, countRows('shuffle', data)));
};
