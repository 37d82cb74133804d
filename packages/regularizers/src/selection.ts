import {
  add,
  leaves,
  leavesWithPaths,
  type Mask,
  mapTree,
  requireChosen,
  type Tensor,
  zeros,
} from '@puregrad/tensors';
import { checkOptions, requireTensor } from '@puregrad/tensors/interpreters';
import type { Penalty } from './penalties.ts';
import type { Projection } from './projections.ts';

/**
 * Chooses the leaves called `kernel` at every place in a tree: weights, not biases.
 *
 * @example
 * ```ts
 * import { isKernel } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * isKernel('dense1.kernel', tensor([[1]])); // => true
 * ```
 */
export const isKernel: Mask = (path) => {
  checkOptions('isKernel', { path }, { path: 'string' });
  return path.split('.').at(-1) === 'kernel';
};

const penalizeBy =
  (operation: string, selection: Mask, penalty: Penalty): ((params: unknown) => Tensor) =>
  (params) => {
    requireChosen(operation, selection, params);
    return leavesWithPaths(params)
      .filter(([path, leaf]) => selection(path, leaf))
      .reduce<Tensor>(
        (total, [, leaf]) => add(total, requireTensor(operation, penalty(leaf))),
        zeros([], { dtype: leaves(params)[0]?.dtype ?? 'float32' }),
      );
  };

const projectBy =
  (operation: string, selection: Mask, projection: Projection): (<P>(params: P) => P) =>
  (params) => {
    requireChosen(operation, selection, params);
    return mapTree(params, (leaf, path) =>
      selection(path, leaf) ? requireTensor(operation, projection(leaf)) : leaf,
    );
  };

/**
 * A penalty on the chosen parameters of a tree, summed; 0 if there are no parameters.
 *
 * @throws ArgumentError when it is applied, naming the parameters, if it chooses none of them.
 * @example
 * ```ts
 * import { l1, penalize } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * const biases = penalize((path) => path.endsWith('bias'), l1(1));
 * biases({ dense1: { kernel: tensor([[2]]), bias: tensor([9]) } }).item(); // => 9
 * ```
 */
export const penalize = (selection: Mask, penalty: Penalty): ((params: unknown) => Tensor) => {
  checkOptions('penalize', { selection, penalty }, { selection: 'function', penalty: 'function' });
  return penalizeBy('penalize', selection, penalty);
};

/**
 * A penalty on all kernels of a tree of parameters; to penalize biases too, use
 * `penalize`.
 *
 * @throws ArgumentError when it is applied, naming the parameters, if none of them is a kernel.
 * @example
 * ```ts
 * import { l2, penalizeKernels } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * const params = { dense1: { kernel: tensor([[2]]), bias: tensor([9]) } };
 * penalizeKernels(l2(1))(params).item(); // => 4
 * ```
 */
export const penalizeKernels = (penalty: Penalty): ((params: unknown) => Tensor) => {
  checkOptions('penalizeKernels', { penalty }, { penalty: 'function' });
  return penalizeBy('penalizeKernels', isKernel, penalty);
};

/**
 * A projection of the chosen parameters of a tree; the others are returned as they are.
 *
 * @throws ArgumentError when it is applied, naming the parameters, if it chooses none of them.
 * @example
 * ```ts
 * import { maxNorm, project } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * const limited = project((path) => path.endsWith('bias'), maxNorm(5));
 * limited({ bias: tensor([9]) }).bias.toArray(); // => [5]
 * ```
 */
export const project = (selection: Mask, projection: Projection): (<P>(params: P) => P) => {
  checkOptions(
    'project',
    { selection, projection },
    { selection: 'function', projection: 'function' },
  );
  return projectBy('project', selection, projection);
};

/**
 * A projection of all kernels of a tree of parameters, for `after` in an optimizer:
 * `pipe(adam(), after(onKernels(maxNorm(3))))`.
 *
 * @throws ArgumentError when it is applied, naming the parameters, if none of them is a kernel.
 * @example
 * ```ts
 * import { maxNorm, onKernels } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * const params = { dense1: { kernel: tensor([[6], [8]]), bias: tensor([9]) } };
 * onKernels(maxNorm(5))(params).dense1.kernel.toArray(); // => [[3], [4]]
 * ```
 */
export const onKernels = (projection: Projection): (<P>(params: P) => P) => {
  checkOptions('onKernels', { projection }, { projection: 'function' });
  return projectBy('onKernels', isKernel, projection);
};
