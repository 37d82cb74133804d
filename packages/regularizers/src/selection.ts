import {
  add,
  leaves,
  leavesWithPaths,
  mapTree,
  type Path,
  type Tensor,
  zeros,
} from '@puregrad/tensors';
import type { Penalty } from './penalties.ts';
import type { Projection } from './projections.ts';

/** Chooses parameters by where they stand and what they are. */
export type Selection = (path: Path, leaf: Tensor) => boolean;

/** Leaves called `kernel`, wherever they stand: weights, not biases. */
export const isKernel: Selection = (path) => path.split('.').at(-1) === 'kernel';

/** A penalty on the chosen parameters of a tree, summed; 0 where none is chosen. */
export const penalize =
  (selection: Selection, penalty: Penalty): ((params: unknown) => Tensor) =>
  (params) =>
    leavesWithPaths(params)
      .filter(([path, leaf]) => selection(path, leaf))
      .reduce<Tensor>(
        (total, [, leaf]) => add(total, penalty(leaf)),
        zeros([], { dtype: leaves(params)[0]?.dtype ?? 'float32' }),
      );

/**
 * A penalty on all kernels of a tree of parameters; biases are not penalised unless asked
 * (`penalize`).
 *
 * @example
 * ```ts
 * import { l2, penalizeKernels } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * const params = { dense1: { kernel: tensor([[2]]), bias: tensor([9]) } };
 * penalizeKernels(l2(1))(params).item(); // => 4
 * ```
 */
export const penalizeKernels = (penalty: Penalty): ((params: unknown) => Tensor) =>
  penalize(isKernel, penalty);

/** A projection of the chosen parameters of a tree; the others are returned as they are. */
export const project =
  (selection: Selection, projection: Projection): (<P>(params: P) => P) =>
  (params) =>
    mapTree(params, (leaf, path) => (selection(path, leaf) ? projection(leaf) : leaf));

/**
 * A projection of all kernels of a tree of parameters, for `after` in an optimizer:
 * `pipe(adam(), after(onKernels(maxNorm(3))))`.
 */
export const onKernels = (projection: Projection): (<P>(params: P) => P) =>
  project(isKernel, projection);
