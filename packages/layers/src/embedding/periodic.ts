import {
  add,
  concat,
  cos,
  expandDims,
  foldIn,
  matmul,
  mul,
  reshape,
  sin,
  type Tensor,
  truncatedNormal,
} from '@puregrad/tensors';
import { variable } from '../layer.ts';
import { stackedProduct } from '../stacked-product.ts';
import {
  type EndActivation,
  endActivations,
  type NumericEncoding,
  uniformWithin,
} from './numeric-encoding.ts';

export interface PeriodicSettings {
  readonly frequencies: number;
  readonly sigma: number;
  readonly activation: EndActivation;
  readonly sharedLinear: boolean;
}

/** `2π · x · frequencies`, `[batch, features, frequencies]`. */
export const phasesOf = (x: Tensor, frequencies: Tensor): Tensor =>
  mul(mul(expandDims(x, -1), frequencies), 2 * Math.PI);

/** Cosines, then sines, of learned frequencies; then a linear layer for each feature, or one for all; an activation. */
export const periodic = (
  features: number,
  width: number,
  { frequencies: k, sigma, activation, sharedLinear }: PeriodicSettings,
): NumericEncoding => {
  const stack = sharedLinear ? [] : [features];
  const shapes = {
    frequencies: [features, k],
    kernel: [...stack, 2 * k, width],
    bias: [...stack, width],
  };
  const linearInit = uniformWithin(1 / Math.sqrt(2 * k));
  return {
    config: { frequencies: k, sigma, activation, sharedLinear },
    size: features * k + 2 * k * width,
    init: (key, dtype) => ({
      // Cut at three standard deviations, so that no feature starts with a much higher frequency than the others.
      frequencies: truncatedNormal(foldIn(key, 0), shapes.frequencies, {
        std: sigma,
        limit: 3,
        dtype,
      }),
      kernel: linearInit(foldIn(key, 1), shapes.kernel, dtype),
      bias: linearInit(foldIn(key, 2), shapes.bias, dtype),
    }),
    apply: (params, x) => {
      const phases = phasesOf(x, variable(params, 'frequencies', shapes.frequencies));
      const waves = concat([cos(phases), sin(phases)], { axis: -1 });
      const kernel = variable(params, 'kernel', shapes.kernel);
      const product = sharedLinear
        ? reshape(matmul(reshape(waves, [x.shape[0]! * features, 2 * k]), kernel), [
            x.shape[0]!,
            features,
            width,
          ])
        : stackedProduct(waves, kernel);
      return endActivations[activation](add(product, variable(params, 'bias', shapes.bias)));
    },
  };
};
