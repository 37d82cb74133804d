import { dropout as dropUnits } from '@puregrad/regularizers';
import { ArgumentError } from '@puregrad/tensors';
import { noVariables } from './layer.ts';
import { type Keep, sameWidthLayer } from './network.ts';

/**
 * Dropout as a layer: in training each unit is dropped with probability `rate` and the kept ones are
 * scaled by `1 / (1 - rate)`; at inference the identity. The mask comes from the key that `apply` is
 * given, fresh for each key.
 *
 * Source: Srivastava et al., *Dropout* (JMLR 2014).
 *
 * @throws ArgumentError for a rate outside [0, 1), or where training has no key.
 */
export const dropout = (rate: number): Keep => {
  if (!(rate >= 0 && rate < 1))
    throw new ArgumentError(
      `dropout: rate is the probability of dropping and lies in [0, 1), got ${rate}`,
    );
  return sameWidthLayer(() => ({
    kind: 'dropout',
    config: { rate },
    init: () => noVariables,
    apply: ({ state }, x, { training, key }) => {
      if (!training || rate === 0) return [x, state];
      if (key === undefined)
        throw new ArgumentError(
          'dropout: training needs a random key: apply(network)(params, state, x, { training: true, key })',
        );
      return [dropUnits(x, { rate, key }), state];
    },
  }));
};
