import { checkOptions, requireTensor } from '../arguments.ts';
import { bind } from '../bind.ts';
import { arange } from '../create.ts';
import type { FloatDType } from '../dtype.ts';
import { normalizeAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { equal } from './comparison.ts';
import { cast } from './convert.ts';
import { axisKinds } from './dual.ts';
import { type AxisOptions, expandDims } from './movement.ts';

/**
 * The entries at `indices` along an axis (`numpy.take`): the indices' axes take that axis's place.
 *
 * @throws ArgumentError for an index outside the axis.
 * @example
 * ```ts
 * import { take, tensor } from '@puregrad/tensors';
 * take(tensor([[1, 2], [3, 4]]), tensor([1, 0, 1], { dtype: 'int32' })).toArray(); // => [[3, 4], [1, 2], [3, 4]]
 * ```
 */
export const take = (source: Tensor, indices: Tensor, options: AxisOptions = {}): Tensor => {
  const { axis = 0 } = checkOptions('take', options, axisKinds);
  const { rank } = requireTensor('take', source);
  return bind('take', { axis: normalizeAxis('take', axis, rank) }, [source, indices]);
};

/**
 * Zeros of length `size` along `axis`, to which `updates` are added at `indices`: take's adjoint.
 *
 * @example
 * ```ts
 * import { scatterAdd, tensor } from '@puregrad/tensors';
 * const rows = tensor([0, 0, 2], { dtype: 'int32' });
 * scatterAdd(tensor([1, 2, 3]), rows, { size: 3 }).toArray(); // => [3, 0, 3]
 * ```
 */
export const scatterAdd = (
  updates: Tensor,
  indices: Tensor,
  options: AxisOptions & { readonly size: number },
): Tensor => {
  const { axis = 0, size } = checkOptions('scatterAdd', options, { ...axisKinds, size: 'number' });
  requireTensor('scatterAdd', updates);
  requireTensor('scatterAdd', indices);
  // The indices' axes of the updates become one axis of the result.
  const rank = Math.max(1, updates.rank - indices.rank + 1);
  const at = normalizeAxis('scatterAdd', axis, rank);
  return bind('scatterAdd', { axis: at, size }, [updates, indices]);
};

/**
 * Rows of zeros with a one at each label: shape `[..., classes]` from int32 labels `[...]`. A label
 * outside `0 … classes-1` gives a row of zeros.
 *
 * @example
 * ```ts
 * import { oneHot, tensor } from '@puregrad/tensors';
 * oneHot(tensor([2, 0], { dtype: 'int32' }), { classes: 3 }).toArray();
 * // => [[0, 0, 1], [1, 0, 0]]
 * ```
 */
export const oneHot = (
  labels: Tensor,
  options: { readonly classes: number; readonly dtype?: FloatDType },
): Tensor => {
  const { classes, dtype = 'float32' } = checkOptions('oneHot', options, {
    classes: 'number',
    dtype: 'string?',
  });
  requireTensor('oneHot', labels);
  return cast(equal(expandDims(labels, -1), arange(classes, { dtype: 'int32' })), dtype);
};
