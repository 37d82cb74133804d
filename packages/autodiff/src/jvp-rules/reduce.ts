import { mul, sum } from '@puregrad/tensors';
import { shareOfMax } from '../reductions.ts';
import type { JvpRules } from './rule.ts';

export const reduce: JvpRules<'sum' | 'max'> = {
  sum: ({ attributes: { axes }, tangents: [dx] }) => sum(dx!, { axes }),
  max: ({ attributes: { axes }, inputs: [x], output, tangents: [dx] }) =>
    sum(mul(dx!, shareOfMax(x!, output, axes)), { axes }),
};
