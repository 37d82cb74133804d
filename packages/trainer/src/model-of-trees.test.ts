import { describeNetwork, initialize } from '@puregrad/layers';
import { anyNetwork } from '@puregrad/layers/testing/networks';
import { key, leavesWithPaths } from '@puregrad/tensors';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeModel, encodeModel } from './model.ts';

const named = (tree: unknown): readonly unknown[] =>
  leavesWithPaths(tree).map(([path, { shape, data }]) => [path, shape, [...data]]);

it('networks of all combinators are saved and loaded bit for bit, and give the same bytes again', () => {
  fc.assert(
    fc.property(anyNetwork(4), fc.nat(), (network, seed) => {
      const { params, state } = initialize(network, key(seed));
      const bytes = encodeModel({ network, params, state, notes: {} });
      const again = decodeModel(bytes, { parts: true });
      if (again._tag === 'Left') throw new Error(again.left.message);
      expect(describeNetwork(again.right.network)).toEqual(describeNetwork(network));
      expect(named([again.right.params, again.right.state])).toEqual(named([params, state]));
      expect(encodeModel(again.right)).toEqual(bytes);
    }),
    { numRuns: 60 },
  );
});
