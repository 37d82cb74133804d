import { layerNames, type Network, type Variables } from '@puregrad/layers';
import {
  add,
  div,
  mean,
  mul,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  variance,
} from '@puregrad/tensors';

/** Numbers to learn, brought to mean 0 and deviation 1 for training. */
export interface TargetScale {
  readonly scale: (targets: Tensor) => Tensor;
  /** Parameters with which the network, whose last layer is dense, gives the numbers as they were. */
  readonly undo: (network: Network, params: Variables) => Variables;
}

/** @param weights of the rows: those of weight 0 do not count here either. */
export const fitTarget = (targets: Tensor, weights?: Tensor): TargetScale => {
  const averaged = (values: Tensor): Tensor =>
    weights === undefined ? mean(values) : div(sum(mul(values, weights)), sum(weights));
  const centre = averaged(targets).item();
  const deviation =
    sqrt(
      weights === undefined ? variance(targets) : averaged(square(sub(targets, centre))),
    ).item() || 1;
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
