import {
  ArgumentError,
  isTensor,
  type Shape,
  ShapeError,
  showShape,
  type Tensor,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';

/**
 * Rows of numbers: a tensor whose first axis counts the rows, or a record of named parts with the same number of rows,
 * such as `{ picture, word }`. Parts may have parts themselves.
 */
export type Features = Tensor | { readonly [part: string]: Features };

/** The shape of features, part by part. */
export type FeatureShapes = Shape | { readonly [part: string]: FeatureShapes };

/** A tensor of features, with the name that messages give it, such as `x.picture`. */
export type NamedPart = readonly [name: string, part: Tensor];

/**
 * The tensors of features, in the order of their parts.
 *
 * @throws ArgumentError, in the name of `operation`, if a part is not a tensor, or a record has no parts.
 */
export const partsOf = (
  operation: string,
  name: string,
  features: Features,
): readonly NamedPart[] => {
  checkOptions(operation, { [name]: features }, { [name]: 'tensor|object' });
  if (isTensor(features)) return [[name, features]];
  const parts = Object.entries(features);
  if (parts.length === 0)
    throw new ArgumentError(`${operation}: ${name} is a record without parts; give it one or more`);
  return parts.flatMap(([part, given]) => partsOf(operation, `${name}.${part}`, given));
};

/** Features of the same parts, each made from its tensor. */
export const mapParts = <F extends Features>(features: F, f: (part: Tensor) => Tensor): F =>
  (isTensor(features)
    ? f(features)
    : Object.fromEntries(
        Object.entries(features).map(([name, part]) => [name, mapParts(part, f)]),
      )) as F;

/** The first part that has another number of rows than the first of all, after that one. */
export const findUnequal = (
  parts: readonly NamedPart[],
): readonly [NamedPart, NamedPart] | undefined => {
  const first = parts[0]!;
  const other = parts.find(([, part]) => part.shape[0] !== first[1].shape[0]);
  return other && [first, other];
};

/** States that two parts differ in their numbers of rows. */
export const showUnequal = ([[a, x], [b, y]]: readonly [NamedPart, NamedPart]): string =>
  `${a} has ${x.shape[0]} rows (shape ${showShape(x.shape)}) and ${b} has ${y.shape[0]} (shape ${showShape(y.shape)}); every row of ${a} needs its row of ${b}`;

/** @throws ShapeError, in the name of `operation`, for a scalar. */
export const requireRows = (operation: string, parts: readonly NamedPart[]): void => {
  const scalar = parts.find(([, { rank }]) => rank === 0);
  if (scalar !== undefined)
    throw new ShapeError(
      `${operation}: ${scalar[0]} is a scalar (shape []); it needs a first axis that counts the rows`,
    );
};

/** The shapes of features. */
export const shapesOf = (features: Features): FeatureShapes =>
  isTensor(features)
    ? features.shape
    : Object.fromEntries(Object.entries(features).map(([name, part]) => [name, shapesOf(part)]));
