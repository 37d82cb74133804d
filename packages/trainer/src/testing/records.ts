import type { Features } from '@puregrad/data';
import { dense, type Initializer, type Shape, type Stage } from '@puregrad/layers';
import { leaves, type Tensor, tensor } from '@puregrad/tensors';
import { expect } from 'vitest';
import type { TrainingEvent } from '../events.ts';
import type { Trained } from '../fit.ts';
import type { FitOptions } from '../fit-options.ts';
import { trainWith } from './train-with.ts';

export const int = (values: readonly number[]): Tensor => tensor(Int32Array.from(values));
export const ROWS = 12;

/** Kernels that do not depend on the key, so that networks of different structure start alike. */
export const waves: Initializer = (_key, shape, dtype) =>
  tensor(
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(3 * i + 1)),
    { shape, dtype },
  );
export const layerOf = <const N extends number>(units: N): Stage<number, N> =>
  dense(units, { kernelInit: waves });

/** The result of a run that does not fail. */
export const done = async <In extends Shape, Out extends Shape, Y extends Features>(
  options: FitOptions<In, Out, Y>,
  onEvent?: (event: TrainingEvent) => void,
): Promise<Trained<In, Out>> => {
  const result = await trainWith(options, onEvent)();
  if (result._tag === 'Left') throw new Error(result.left.message);
  return result.right;
};
export const bits = (tree: unknown): readonly (readonly number[])[] =>
  leaves(tree).map(({ data }) => [...data]);
/** Expects the same numbers up to the fifth place. */
export const close = (actual: Tensor, expected: Tensor): void => {
  expect(actual.shape).toEqual(expected.shape);
  actual.data.forEach((value, i) => expect(value).toBeCloseTo(expected.data[i]!, 5));
};
