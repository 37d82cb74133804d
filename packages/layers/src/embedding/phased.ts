import { add, concat, cos, expandDims, foldIn, normal, type Tensor } from '@puregrad/tensors';
import { variable } from '../layer.ts';
import { stackedProduct } from '../stacked-product.ts';
import { type NumericEncoding, uniformWithin } from './numeric-encoding.ts';
import { phasesOf } from './periodic.ts';

export interface PhasedSettings {
  readonly frequencies: number;
  readonly sigma: number;
}

/** The number itself, then a linear layer of cosines of learned frequencies and phases, for each feature. */
export const phased = (
  features: number,
  width: number,
  { frequencies: k, sigma }: PhasedSettings,
): NumericEncoding => {
  const made = width - 1;
  const shapes = {
    waves: [features, k],
    kernel: [features, k, made],
    bias: [features, made],
  };
  const linearInit = uniformWithin(1 / Math.sqrt(k));
  return {
    config: { frequencies: k, sigma },
    size: features * k * (2 + made),
    init: (key, dtype) => ({
      frequencies: normal(foldIn(key, 0), shapes.waves, { std: sigma, dtype }),
      phases: uniformWithin(Math.PI)(foldIn(key, 1), shapes.waves, dtype),
      kernel: linearInit(foldIn(key, 2), shapes.kernel, dtype),
      bias: linearInit(foldIn(key, 3), shapes.bias, dtype),
    }),
    apply: (params, x) => {
      const turns = phasesOf(x, variable(params, 'frequencies', shapes.waves));
      const waves = cos(add(turns, variable(params, 'phases', shapes.waves)));
      const product = stackedProduct(waves, variable(params, 'kernel', shapes.kernel));
      const linear: Tensor = add(product, variable(params, 'bias', shapes.bias));
      return concat([expandDims(x, -1), linear], { axis: -1 });
    },
  };
};
