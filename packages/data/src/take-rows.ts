import { type Tensor, take } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { countRows, type Dataset } from './dataset.ts';
import { type Features, mapParts } from './features.ts';

/**
 * The rows at int32 `indices`, in their order, of each part and of the weights: `[k]` indices give k rows. Inside `compile` it is
 * part of the program, so a dataset stays on its device and only indices are transferred.
 *
 * @throws ArgumentError for an index outside the dataset; ShapeError if two parts differ in their numbers of rows.
 * @example
 * ```ts
 * import { takeRows } from '@puregrad/data';
 * import { tensor } from '@puregrad/tensors';
 * const data = { x: tensor([[1], [2], [3]]), y: tensor([0, 1, 0], { dtype: 'int32' }) };
 * takeRows(data, tensor([2, 0], { dtype: 'int32' })).x.toArray(); // => [[3], [1]]
 * ```
 */
export const takeRows = <X extends Features, Y extends Features>(
  data: Dataset<X, Y>,
  indices: Tensor,
): Dataset<X, Y> => {
  checkOptions('takeRows', { indices }, { indices: 'tensor' });
  countRows('takeRows', data);
  const { x, y, weights } = data;
  const taken = (part: Tensor): Tensor => take(part, indices);
  return {
    x: mapParts(x, taken),
    y: mapParts(y, taken),
    ...(weights === undefined ? {} : { weights: taken(weights) }),
  };
};
