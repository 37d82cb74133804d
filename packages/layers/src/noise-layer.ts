import { ArgumentError, type Key, type Tensor } from '@puregrad/tensors';
import { requireNumber } from '@puregrad/tensors/interpreters';
import { noVariables } from './layer.ts';
import { type SameShape, sameShapeLayer } from './network.ts';

/** A dropout layer: applies noise of a given rate in training, and nothing at inference. */
export const noiseLayer = (
  kind: string,
  rate: number,
  noise: (x: Tensor, options: { readonly rate: number; readonly key: Key }) => Tensor,
): SameShape => {
  requireNumber(kind, { rate }, '[0, 1)');
  return sameShapeLayer(() => ({
    kind,
    config: { rate },
    init: () => noVariables,
    apply: ({ state }, x, { training, key }) => {
      if (!training || rate === 0) return [x, state];
      if (key === undefined)
        throw new ArgumentError(
          `${kind}: training needs a random key: apply(network)(params, state, x, { training: true, key })`,
        );
      return [noise(x, { rate, key }), state];
    },
  }));
};
