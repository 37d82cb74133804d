import { channelDropout as dropChannels } from '@puregrad/regularizers';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { kindOfNumbers, type LayerKind } from '../decoding.ts';
import type { SameShape } from '../network.ts';
import { noiseLayer } from '../noise-layer.ts';

/**
 * Dropout of whole channels as a layer: in training each channel of an example is dropped with probability `rate`, at all
 * of its pixels, and the kept ones are scaled by `1 / (1 - rate)`; at inference the identity. The mask comes from the key
 * that `apply` is given, fresh for each key.
 *
 * Source: Tompson et al., *Efficient object localization using convolutional networks* (CVPR 2015).
 *
 * @throws ArgumentError if the rate is outside [0, 1), or if training has no key.
 * @example
 * ```ts
 * import { channelDropout, conv2d, input, relu } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const network = pipe(input([8, 8, 1]), conv2d(16, { window: 3 }), relu(), channelDropout(0.2));
 * network.output; // => [6, 6, 16]
 * ```
 */
export const channelDropout = (rate: number): SameShape => {
  checkOptions('channelDropout', { rate }, { rate: 'number' });
  return noiseLayer('channelDropout', rate, dropChannels);
};

export const channelDropoutKind: LayerKind = kindOfNumbers('channelDropout', ['rate'], ({ rate }) =>
  channelDropout(rate),
);
