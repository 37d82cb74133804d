import { type Tensor, take } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Dataset, requireDataset } from './dataset.ts';

/**
 * The rows at int32 `indices`, in their order, with their weights: `[k]` indices give k rows. Inside `compile` it is
 * part of the program, so a dataset stays on its device and only indices are transferred.
 *
 * @throws ArgumentError for an index outside the dataset.
 * @example
 * ```ts
 * import { takeRows } from '@puregrad/data';
 * import { tensor } from '@puregrad/tensors';
 * const data = { x: tensor([[1], [2], [3]]), y: tensor([0, 1, 0], { dtype: 'int32' }) };
 * takeRows(data, tensor([2, 0], { dtype: 'int32' })).x.toArray(); // => [[3], [1]]
 * ```
 */
export const takeRows = (data: Dataset, indices: Tensor): Dataset => {
  checkOptions('takeRows', { indices }, { indices: 'tensor' });
  requireDataset('takeRows', data);
  return {
    x: take(data.x, indices),
    y: take(data.y, indices),
    ...(data.weights === undefined ? {} : { weights: take(data.weights, indices) }),
  };
};
