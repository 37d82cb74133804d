import { cast } from '@puregrad/tensors';
import type { VjpRules } from './rule.ts';

export const convert: VjpRules<'cast'> = {
  cast: ({ attributes: { dtype }, inputs: [x], cotangent }) => [
    dtype === 'int32' || x!.dtype === 'int32' ? undefined : () => cast(cotangent, x!.dtype),
  ],
};
