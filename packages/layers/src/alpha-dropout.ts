import { alphaDropout as saturateUnits } from '@puregrad/regularizers';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { kindOfNumbers, type LayerKind } from './decoding.ts';
import type { SameShape } from './network.ts';
import { noiseLayer } from './noise-layer.ts';

/**
 * Alpha dropout as a layer, for SELU: in training each unit is set to SELU's lowest value with
 * probability `rate`, and all are scaled and shifted so that mean 0 and variance 1 are kept; at
 * inference the identity. The mask comes from the key that `apply` is given, fresh for each key.
 *
 * Source: Klambauer et al., *Self-normalizing neural networks* (NeurIPS 2017).
 *
 * @throws ArgumentError if the rate is outside [0, 1), or if training has no key.
 * @example
 * ```ts
 * import { alphaDropout, dense, input, lecunNormal, selu } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const network = pipe(input(784), dense(128, { kernelInit: lecunNormal }), selu(), alphaDropout(0.1));
 * network.output; // => 128
 * ```
 */
export const alphaDropout = (rate: number): SameShape => {
  checkOptions('alphaDropout', { rate }, { rate: 'number' });
  return noiseLayer('alphaDropout', rate, saturateUnits);
};

export const alphaDropoutKind: LayerKind = kindOfNumbers('alphaDropout', ['rate'], ({ rate }) =>
  alphaDropout(rate),
);
