import { gaussianDropout as multiplyByNoise } from '@puregrad/regularizers';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { kindOfNumbers, type LayerKind } from './decoding.ts';
import type { SameShape } from './network.ts';
import { noiseLayer } from './noise-layer.ts';

/**
 * Gaussian dropout as a layer: in training each unit is multiplied by noise of mean 1 and variance
 * `rate / (1 - rate)`, that of dropout's mask; at inference the identity. The noise comes from the key
 * that `apply` is given, fresh for each key.
 *
 * Source: Srivastava et al., *Dropout* (JMLR 2014), section 10.
 *
 * @throws ArgumentError if the rate is outside [0, 1), or if training has no key.
 * @example
 * ```ts
 * import { dense, gaussianDropout, input, relu } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const network = pipe(input(784), dense(128), relu(), gaussianDropout(0.3), dense(10));
 * network.output; // => 10
 * ```
 */
export const gaussianDropout = (rate: number): SameShape => {
  checkOptions('gaussianDropout', { rate }, { rate: 'number' });
  return noiseLayer('gaussianDropout', rate, multiplyByNoise);
};

export const gaussianDropoutKind: LayerKind = kindOfNumbers(
  'gaussianDropout',
  ['rate'],
  ({ rate }) => gaussianDropout(rate),
);
