import { ShapeError } from '@puregrad/tensors';
import { areSameShapes, describeShape, type Shape } from '../shape.ts';

/** @throws ShapeError if two shapes that must be the same are not. */
export const requireSame = (
  operation: string,
  what: string,
  shape: Shape,
  other: string,
  expected: Shape,
): void => {
  if (!areSameShapes(shape, expected))
    throw new ShapeError(
      `${operation}: ${what} and ${other} must have one shape, got ${describeShape(shape)} and ${describeShape(expected)}`,
    );
};

/**
 * The shape that all parts of a record have.
 *
 * @throws ShapeError if they differ.
 */
export const commonShape = (
  operation: string,
  parts: { readonly [part: string]: Shape },
): Shape => {
  const [[first, shape] = ['', 0], ...others] = Object.entries(parts);
  for (const [name, other] of others)
    requireSame(operation, `its parts '${name}'`, other, `'${first}'`, shape);
  return shape;
};
