import { broadcastTo, expandDims } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { requireTimes } from '../combinators/require-times.ts';
import { kindOfNumbers, type LayerKind } from '../decoding.ts';
import { noVariables } from '../layer.ts';
import { layer, type Network } from '../network.ts';
import { requireRows, requireWidth, type Shape } from '../shape.ts';

/**
 * The same features for each of k members: `y[:, m] = x`, from `[batch, width]` to `[batch, k, width]`. The layers
 * after it hold the parameters of all members: `memberDense`, `batchEnsemble`, `memberScale`. Activations, dropout
 * and normalization act on each member's features. `averageMembers` ends it.
 *
 * Members share one batch and one pass, unlike the networks of `ensemble`, and train on the mean of their losses
 * (`overMembers` of `@puregrad/losses`).
 *
 * Source: Gorishniy, Kotelnikov and Babenko, *TabM* (ICLR 2025).
 *
 * @param k The number of members.
 * @throws ArgumentError if k is not an integer from 1 to 1,000; ShapeError if the network before it does not give a vector.
 * @example
 * ```ts
 * import { input, memberDense, members, memberScale, averageMembers, relu } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const network = pipe(input(8), members(32), memberScale(), memberDense(64), relu(), memberDense(1), averageMembers());
 * network.output; // => 1
 * ```
 */
export const members = <const K extends number>(
  k: K,
): (<In extends Shape, Width extends number>(
  network: Network<In, Width>,
) => Network<In, readonly [K, Width]>) => {
  checkOptions('members', { k }, { k: 'number' });
  requireTimes('members', k);
  return layer((shape: number) => {
    const width = requireWidth('members', shape);
    return {
      kind: 'members',
      output: [k, width] as const,
      config: { members: k },
      init: () => noVariables,
      apply: ({ state }, x) => [
        broadcastTo(expandDims(requireRows('members', x), 1), [x.shape[0]!, k, width]),
        state,
      ],
    };
  }) as never;
};

export const membersKind: LayerKind = kindOfNumbers(
  'members',
  ['members'],
  ({ members: k }) => members(k) as never,
);
