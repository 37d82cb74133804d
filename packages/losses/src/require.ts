import {
  ArgumentError,
  DTypeError,
  type FloatDType,
  isTensor,
  type Operand,
  ShapeError,
  showShape,
  type Tensor,
  tensor,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { readable } from './readable.ts';

export const requireFloat = (operation: string, what: string, x: Tensor): FloatDType => {
  checkOptions(operation, { [what]: x }, { [what]: 'tensor' });
  if (x.dtype === 'int32')
    throw new DTypeError(`${operation}: ${what} must be floats, got int32; use cast(x, 'float32')`);
  return x.dtype;
};

/**
 * Requires that both have one shape and one float dtype. Nothing broadcasts: `[n, 1]` with `[n]` would
 * silently compare every example with every other.
 */
export const requireAlike = (
  operation: string,
  [a, x]: readonly [string, Tensor],
  [b, y]: readonly [string, Tensor],
  remedy = '',
): void => {
  requireFloat(operation, a, x);
  checkOptions(operation, { [b]: y }, { [b]: 'tensor' });
  if (x.dtype !== y.dtype)
    throw new DTypeError(
      `${operation}: ${b} must be ${x.dtype} like the ${a}, got ${y.dtype}; ${remedy}use cast(x, '${x.dtype}')`,
    );
  if (showShape(x.shape) !== showShape(y.shape))
    throw new ShapeError(
      `${operation}: ${a} of shape ${showShape(x.shape)} and ${b} of shape ${showShape(y.shape)} must have the same shape; ${remedy}reshape one of them`,
    );
};

/** Requires weights to be finite and not negative, if they can be read: not while `compile` traces. */
export const requireNotNegative = (operation: string, name: string, weights: Tensor): void => {
  const data = readable(weights);
  for (let i = 0; data !== undefined && i < data.length; i++)
    if (!(data[i]! >= 0 && data[i]! < Infinity))
      throw new ArgumentError(
        `${operation}: ${name} must be finite and not negative, got ${data[i]} at ${i}; use 0 to leave one out`,
      );
};

/** One weight for all classes, or one for each. */
export type Weights = Operand | readonly number[];

/** Weights that broadcast along the last axis of the logits, in their dtype. */
export const weightsFor = (
  operation: string,
  name: string,
  weights: Weights,
  logits: Tensor,
): Operand => {
  if (typeof weights === 'number') {
    requireNotNegative(operation, name, tensor(weights, { dtype: 'float64' }));
    return weights;
  }
  const dtype = requireFloat(operation, 'logits', logits);
  const each = isTensor(weights) ? weights : tensor(weights, { dtype });
  if (each.dtype !== dtype)
    throw new DTypeError(
      `${operation}: ${name} must be ${dtype} like the logits, got ${each.dtype}; use cast(x, '${dtype}')`,
    );
  if (each.rank > 1 || (each.rank === 1 && each.size !== logits.shape.at(-1)))
    throw new ShapeError(
      `${operation}: ${name} of shape ${showShape(each.shape)} must hold one number for each class of logits of shape ${showShape(logits.shape)}`,
    );
  requireNotNegative(operation, name, each);
  return each;
};
