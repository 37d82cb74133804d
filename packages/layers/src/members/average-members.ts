import { mean, type Tensor } from '@puregrad/tensors';
import { right } from 'fp-ts/lib/Either.js';
import type { LayerKind } from '../decoding.ts';
import { noVariables } from '../layer.ts';
import { layer, type Network } from '../network.ts';
import type { Shape } from '../shape.ts';
import { requireMembers } from './member-shape.ts';

/**
 * The mean of the members: `y = (x[:, 1] + … + x[:, k]) / k`, from `[batch, k, width]` to `[batch, width]`.
 *
 * To train members that are good by themselves, leave it out and train on the mean of their losses (`overMembers` of
 * `@puregrad/losses`); use it for predictions.
 *
 * @throws ShapeError if the network before it does not give `[members, width]`.
 * @example
 * ```ts
 * import { apply, averageMembers, input } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input([2, 1]), averageMembers());
 * apply(network)({}, {}, tensor([[[1], [3]]]))[0].toArray(); // => [[2]]
 * ```
 */
export const averageMembers = (): (<In extends Shape, Width extends number>(
  network: Network<In, readonly [number, Width]>,
) => Network<In, Width>) =>
  layer((shape: Shape) => {
    const [, width] = requireMembers('averageMembers', shape);
    return {
      kind: 'averageMembers',
      output: width,
      config: {},
      init: () => noVariables,
      apply: ({ state }, x) => [mean(x as Tensor, { axes: 1 }), state],
    };
  }) as never;

export const averageMembersKind: LayerKind = {
  kind: 'averageMembers',
  decode: () => right(averageMembers() as never),
};
