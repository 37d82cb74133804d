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
  readonly undo: (network: Network<number, number>, params: Variables) => Variables;
}

/** The mean and the deviation of numbers, 1 if all are equal. Rows of weight 0 do not count. */
export const momentsOf = (
  values: Tensor,
  weights?: Tensor,
): { readonly mean: number; readonly std: number } => {
  const averaged = (of: Tensor): Tensor =>
    weights === undefined ? mean(of) : div(sum(mul(of, weights)), sum(weights));
  const centre = averaged(values).item();
  const spread = weights === undefined ? variance(values) : averaged(square(sub(values, centre)));
  return { mean: centre, std: sqrt(spread).item() || 1 };
};

export const fitTarget = (targets: Tensor, weights?: Tensor): TargetScale => {
  const { mean: centre, std: deviation } = momentsOf(targets, weights);
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
