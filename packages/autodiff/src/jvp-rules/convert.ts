import { cast } from '@puregrad/tensors';
import type { JvpRules } from './rule.ts';

export const convert: JvpRules<'cast'> = {
  cast: ({ attributes: { dtype }, tangents: [dx] }) =>
    dtype === 'int32' ? undefined : cast(dx!, dtype),
};
