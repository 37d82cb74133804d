import { add, div, mapTree, zipTrees } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { left, right } from 'fp-ts/lib/Either.js';
import type { LayerKind } from '../decoding.ts';
import { noVariables } from '../layer.ts';
import { type Body, bodyOf, layer, type Network } from '../network.ts';
import type { Shape } from '../shape.ts';
import { requireTimes } from './require-times.ts';

/**
 * The mean of the outputs of several networks of one kind, each with parameters of its own, drawn from keys of their
 * own: `y = (body₁(x) + … + bodyₙ(x)) / n`.
 *
 * @param members The number of networks.
 * @param body The network. The members' variables are `ensemble1.member1.dense1.kernel`, …
 * @throws ArgumentError if the number of members is not an integer from 1 to 1,000.
 * @example
 * ```ts
 * import { dense, ensemble, input, relu } from '@puregrad/layers';
 * import { flow, pipe } from '@puregrad/tensors';
 * pipe(input(784), ensemble(5, flow(dense(100), relu(), dense(10)))).output; // => 10
 * ```
 */
export const ensemble = <S extends Shape, Out extends Shape>(
  members: number,
  body: Body<S, Out>,
): (<In extends Shape>(network: Network<In, S>) => Network<In, Out>) => {
  checkOptions('ensemble', { members, body }, { members: 'number', body: 'function' });
  requireTimes('ensemble', members);
  return layer((shape: S) => {
    const names = Array.from({ length: members }, (_, i) => `member${i + 1}`);
    const within = bodyOf('ensemble', body, shape);
    return {
      kind: 'ensemble',
      output: within.output,
      config: { members },
      parts: Object.fromEntries(names.map((name) => [name, within])),
      init: () => noVariables,
      apply: (_, x, { parts }) => {
        const ran = names.map((name) => [name, parts[name]!(x)] as const);
        const total = ran.map(([, [y]]) => y).reduce((sum, y) => zipTrees(sum, y, add));
        return [
          mapTree(total, (sum) => div(sum, members)),
          Object.fromEntries(ran.map(([name, [, state]]) => [name, state])),
        ];
      },
    };
  });
};

export const ensembleKind: LayerKind = {
  kind: 'ensemble',
  decode: (config, _named, parts) => {
    const members = Object.values(parts);
    const [first] = members;
    if (first === undefined) return left('it has no members');
    if (config.members !== members.length)
      return left(`'members' must be the number of its parts, ${members.length}`);
    return right(ensemble(members.length, () => first as Network<never, never>));
  },
};
