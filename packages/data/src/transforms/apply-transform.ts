import { adopt, ShapeError, showShape, type Tensor } from '@puregrad/tensors';
import { widthOf } from './columns.ts';
import { requireTransform, type Transform } from './transform.ts';

/**
 * Rescales rows, column by column: `(x − mean) / std`, or `(x − min) / (max − min)`; a constant column becomes 0.
 * Shapes and dtypes stay the same, except that int32 becomes float32; NaN stays NaN.
 *
 * The result is computed in float64 and rounded once, which needs concrete tensors: call it outside `compile`.
 *
 * @throws ShapeError if the rows have another width than those that the transform was fitted to; ArgumentError for a
 * record of parts.
 * @example
 * ```ts
 * import { applyTransform } from '@puregrad/data';
 * import { tensor } from '@puregrad/tensors';
 * const standardize = { kind: 'standardize', mean: [2, 5], std: [1, 1] } as const;
 * applyTransform(standardize)(tensor([[1, 5], [3, 5]])).toArray(); // => [[-1, 0], [1, 0]]
 * ```
 */
export const applyTransform = (transform: Transform) => {
  requireTransform('applyTransform', transform);
  return (x: Tensor): Tensor =>
    rescale('applyTransform', scalesOf(transform), x, (value, { center, unit }) => {
      return (value - center) / unit;
    });
};

/**
 * The inverse of `applyTransform`, up to rounding, for example to convert predictions of a rescaled target to
 * its original units.
 *
 * @throws ShapeError if the rows have another width than those that the transform was fitted to; ArgumentError for a
 * record of parts.
 * @example
 * ```ts
 * import { invertTransform } from '@puregrad/data';
 * import { tensor } from '@puregrad/tensors';
 * const normalize = { kind: 'normalize', min: [10], max: [30] } as const;
 * invertTransform(normalize)(tensor([[0], [0.5]])).toArray(); // => [[10], [20]]
 * ```
 */
export const invertTransform = (transform: Transform) => {
  requireTransform('invertTransform', transform);
  return (x: Tensor): Tensor =>
    rescale('invertTransform', scalesOf(transform).toReversed(), x, (value, { center, unit }) => {
      return value * unit + center;
    });
};

interface Scale {
  readonly center: number;
  readonly unit: number;
}

/** The stages of a transform, each with a scale for every column, in order. */
const scalesOf = (transform: Transform): readonly (readonly Scale[])[] => {
  switch (transform.kind) {
    case 'standardize':
      return [transform.mean.map((center, i) => ({ center, unit: transform.std[i]! }))];
    case 'normalize':
      return [
        transform.min.map((center, i) => ({ center, unit: transform.max[i]! - center || 1 })),
      ];
    case 'composed':
      return transform.transforms.flatMap(scalesOf);
  }
};

const rescale = (
  operation: string,
  stages: readonly (readonly Scale[])[],
  x: Tensor,
  step: (value: number, scale: Scale) => number,
): Tensor => {
  const width = widthOf(operation, x);
  const misfit = stages.find((scales) => scales.length !== width);
  if (misfit !== undefined)
    throw new ShapeError(
      `${operation}: fitted to rows of ${misfit.length} numbers, got rows of ${width} (shape ${showShape(x.shape)}); pass the columns it was fitted to`,
    );
  const result = x.dtype === 'float64' ? new Float64Array(x.size) : new Float32Array(x.size);
  for (let i = 0; i < result.length; i++)
    result[i] = stages.reduce((value, scales) => step(value, scales[i % width]!), x.data[i]!);
  return adopt(result, x.shape);
};
