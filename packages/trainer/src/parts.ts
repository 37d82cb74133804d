import type { Dataset, Features } from '@puregrad/data';
import { isAxes, type Shape } from '@puregrad/layers';
import {
  concat,
  isTensor,
  leaves,
  leavesWithPaths,
  mapTree,
  showShape,
  type Tensor,
  take,
  zeros,
  zipAllTrees,
} from '@puregrad/tensors';

/** Data whose inputs and targets are tensors, or records of them. */
export type AnyDataset = Dataset<Features, Features>;

/** The number of rows of features. */
export const rowsOf = (features: Features): number => leaves(features)[0]?.shape[0] ?? 0;

/** Some rows of each part. */
export const takeParts = <F extends Features>(features: F, rows: Tensor): F =>
  mapTree(features, (part) => take(part, rows));

/** Batches one after another, part by part. */
export const concatParts = (batches: readonly Features[]): Features => {
  const [first, ...rest] = batches;
  return zipAllTrees([first!, ...rest], (parts) => concat(parts));
};

/** The shapes of all parts, for messages. */
export const showParts = (features: Features): string => {
  if (isTensor(features)) return showShape(features.shape);
  const parts = Object.entries(features).map(([name, part]) => `${name}: ${showParts(part)}`);
  return `{ ${parts.join(', ')} }`;
};

/** The axes of each part of a shape by its path, such as `person.age`; the path of a shape without parts is empty. */
export const axesByPath = (shape: Shape, path = ''): ReadonlyMap<string, readonly number[]> =>
  new Map(
    isAxes(shape)
      ? [[path, [shape].flat()]]
      : Object.entries(shape).flatMap(([name, part]) => [
          ...axesByPath(part, path === '' ? name : `${path}.${name}`),
        ]),
  );

/** The tensors of features by their paths. */
export const partsByPath = (features: Features): ReadonlyMap<string, Tensor> =>
  new Map(leavesWithPaths(features));

/** A part's name in messages: `x` itself, or `x.picture`. */
export const nameOf = (features: string, path: string): string =>
  path === '' ? features : `${features}.${path}`;

/** Features of a shape, each part made from its axes. */
export const ofShape = (
  shape: Shape,
  make: (axes: readonly number[], path: string) => Tensor,
  path = '',
): Features =>
  isAxes(shape)
    ? make([shape].flat(), path)
    : Object.fromEntries(
        Object.entries(shape).map(([name, part]) => [
          name,
          ofShape(part, make, path === '' ? name : `${path}.${name}`),
        ]),
      );

/** Rows of zeros of a shape; parts that `like` has as int32, such as indices, are int32. */
export const zerosOf = (shape: Shape, rows: number, like?: Features): Features => {
  const parts = like && partsByPath(like);
  return ofShape(shape, (axes, path) =>
    zeros([rows, ...axes], { dtype: parts?.get(path)?.dtype === 'int32' ? 'int32' : 'float32' }),
  );
};
