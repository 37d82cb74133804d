import { type Key, permutation } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Dataset, requireDataset } from './dataset.ts';
import { takeRows } from './take-rows.ts';

/**
 * The rows in an order that the key determines, each once, `x`, `y` and weights together.
 *
 * @example
 * ```ts
 * import { shuffle } from '@puregrad/data';
 * import { arange, key } from '@puregrad/tensors';
 * const data = { x: arange(4), y: arange(4, { dtype: 'int32' }) };
 * const { x } = shuffle(key(1), data);
 * [...x.data].sort(); // => [0, 1, 2, 3]
 * ```
 */
export const shuffle = (k: Key, data: Dataset): Dataset => {
  checkOptions('shuffle', { k }, { k: 'tensor' });
  requireDataset('shuffle', data);
  return takeRows(data, permutation(k, data.x.shape[0]!));
};
