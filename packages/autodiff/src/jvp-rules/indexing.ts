import { scatterAdd, take } from '@puregrad/tensors';
import type { JvpRules } from './rule.ts';

export const indexing: JvpRules<'take' | 'scatterAdd'> = {
  take: ({ attributes: { axis }, inputs: [, indices], tangents: [dx] }) =>
    dx && take(dx, indices!, { axis }),
  scatterAdd: ({ attributes: { axis, size }, inputs: [, indices], tangents: [dx] }) =>
    dx && scatterAdd(dx, indices!, { axis, size }),
};
