import { where } from '@puregrad/tensors';
import type { VjpRules } from './rule.ts';

export const select: VjpRules<'where'> = {
  where: ({ inputs: [condition], cotangent }) => [
    undefined,
    () => where(condition!, cotangent, 0),
    () => where(condition!, 0, cotangent),
  ],
};
