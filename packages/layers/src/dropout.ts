import { dropout as dropUnits } from '@puregrad/regularizers';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { kindOfNumbers, type LayerKind } from './decoding.ts';
import type { SameShape } from './network.ts';
import { noiseLayer } from './noise-layer.ts';

/**
 * Dropout as a layer: in training each unit is dropped with probability `rate` and the kept ones are
 * scaled by `1 / (1 - rate)`; at inference the identity. The mask comes from the key that `apply` is
 * given, fresh for each key.
 *
 * Source: Srivastava et al., *Dropout* (JMLR 2014).
 *
 * @throws ArgumentError if the rate is outside [0, 1), or if training has no key.
 * @example
 * ```ts
 * import { apply, dropout, input } from '@puregrad/layers';
 * import { ones, pipe } from '@puregrad/tensors';
 * const network = pipe(input(4), dropout(0.5));
 * const [output] = apply(network)({}, {}, ones([1, 4]));
 * output.toArray(); // => [[1, 1, 1, 1]]
 * ```
 */
export const dropout = (rate: number): SameShape => {
  checkOptions('dropout', { rate }, { rate: 'number' });
  return noiseLayer('dropout', rate, dropUnits);
};

export const dropoutKind: LayerKind = kindOfNumbers('dropout', ['rate'], ({ rate }) =>
  dropout(rate),
);
