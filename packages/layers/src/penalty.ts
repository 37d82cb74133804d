import { add, leaves, scalar, type Tensor } from '@puregrad/tensors';
import { layerNames, type Network } from './network.ts';
import type { Variables } from './variables.ts';

/**
 * The sum of the penalties that layers declare (`kernelRegularizer: l2(1e-4)`), a scalar to add to
 * the data loss; 0 where none is declared.
 */
export const penalty = (network: Network): ((params: Variables) => Tensor) => {
  const names = layerNames(network);
  return (params) =>
    network.layers.reduce<Tensor>(
      (total, { penalty: declared }, i) =>
        declared === undefined ? total : add(total, declared(params[names[i]!] ?? {})),
      scalar(0, { dtype: leaves(params)[0]?.dtype ?? 'float32' }),
    );
};
