import type { DType } from '../dtype.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import type { Attributes, Primitive, Spec } from '../primitives.ts';
import { sameShape, showShape } from '../shape.ts';

/** The output's type from the inputs' types; throws if they don't fit. */
export type ShapeRule<P extends Primitive> = (
  attributes: Attributes[P],
  inputs: readonly Spec[],
) => Spec;

export type ShapeRules<P extends Primitive> = { readonly [K in P]: ShapeRule<K> };

export const requireSameShape = (operation: string, inputs: readonly Spec[]): void => {
  const [first, ...rest] = inputs;
  for (const other of rest)
    if (!sameShape(first!.shape, other.shape))
      throw new ShapeError(
        `${operation}: shapes ${showShape(first!.shape)} and ${showShape(other.shape)} differ`,
      );
};

export const requireSameDType = (operation: string, inputs: readonly Spec[]): DType => {
  const [first, ...rest] = inputs;
  for (const other of rest)
    if (first!.dtype !== other.dtype)
      throw new DTypeError(
        `${operation}: dtypes ${first!.dtype} and ${other.dtype} differ; nothing is converted silently: use cast(x, '${first!.dtype}')`,
      );
  return first!.dtype;
};

export const requireFloat = (operation: string, input: Spec): void => {
  if (input.dtype === 'int32')
    throw new DTypeError(`${operation}: needs a float tensor, got int32; use cast(x, 'float32')`);
};

export const requireInt = (operation: string, input: Spec, what: string): void => {
  if (input.dtype !== 'int32')
    throw new DTypeError(`${operation}: ${what} must be int32, got ${input.dtype}`);
};
