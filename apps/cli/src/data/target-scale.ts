import { layerNames, type Network, type Variables } from '@puregrad/layers';
import { add, div, mean, mul, sqrt, sub, type Tensor, variance } from '@puregrad/tensors';

/** Numbers to learn, brought to mean 0 and deviation 1 for training. */
export interface TargetScale {
  readonly scale: (targets: Tensor) => Tensor;
  /** Parameters with which the network, whose last layer is dense, gives the numbers as they were. */
  readonly undo: (network: Network, params: Variables) => Variables;
}

export const fitTarget = (targets: Tensor): TargetScale => {
  const centre = mean(targets).item();
  const deviation = sqrt(variance(targets)).item() || 1;
  return {
    scale: (given) => div(sub(given, centre), deviation),
    undo: (network, params) => {
      const last = layerNames(network).at(-1)!;
      const { kernel, bias } = params[last] as { readonly kernel: Tensor; readonly bias: Tensor };
      return {
        ...params,
        [last]: { kernel: mul(kernel, deviation), bias: add(mul(bias, deviation), centre) },
      };
    },
  };
};
