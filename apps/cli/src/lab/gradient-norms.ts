import { grad } from '@puregrad/autodiff';
import type { Dataset } from '@puregrad/data';
import { apply, initialize, type Network } from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { globalNorm } from '@puregrad/optimizers';
import { foldIn, key, leavesWithPaths, mean } from '@puregrad/tensors';

/** The norms of the gradients of all kernels before the first step, from the first layer to the last. */
export const gradientNorms = (
  network: Network<number, number>,
  { x, y }: Dataset,
  seed: number,
): readonly number[] => {
  const { params, state } = initialize(network, foldIn(key(seed), 0));
  const loss = (p: typeof params) =>
    mean(sparseSoftmaxCrossEntropy(apply(network)(p, state, x)[0], y));
  return leavesWithPaths(grad(loss)(params))
    .filter(([path]) => path.endsWith('.kernel'))
    .map(([, kernel]) => globalNorm([kernel]).item());
};
