import { cast } from '@puregrad/tensors';
import { type JvpRules, noDerivative } from './rule.ts';

export const convert: JvpRules<'cast' | 'stopGradient'> = {
  cast: ({ attributes: { dtype }, tangents: [dx] }) =>
    dtype === 'int32' ? undefined : cast(dx!, dtype),
  stopGradient: noDerivative,
};
