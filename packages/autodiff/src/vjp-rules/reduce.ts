import { mul } from '@puregrad/tensors';
import { shareOfMax, spread } from '../reductions.ts';
import type { VjpRules } from './rule.ts';

export const reduce: VjpRules<'sum' | 'max'> = {
  sum: ({ attributes: { axes }, inputs: [x], cotangent }) => [
    () => spread(cotangent, x!.shape, axes),
  ],
  max: ({ attributes: { axes }, inputs: [x], output, cotangent }) => [
    () => mul(spread(cotangent, x!.shape, axes), shareOfMax(x!, output, axes)),
  ],
};
