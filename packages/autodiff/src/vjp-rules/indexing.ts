import { scatterAdd, take } from '@puregrad/tensors';
import type { VjpRules } from './rule.ts';

export const indexing: VjpRules<'take' | 'scatterAdd'> = {
  take: ({ attributes: { axis }, inputs: [source, indices], cotangent }) => [
    () => scatterAdd(cotangent, indices!, { axis, size: source!.shape[axis]! }),
    undefined,
  ],
  scatterAdd: ({ attributes: { axis }, inputs: [, indices], cotangent }) => [
    () => take(cotangent, indices!, { axis }),
    undefined,
  ],
};
