import { where } from '@puregrad/tensors';
import type { JvpRules } from './rule.ts';

export const select: JvpRules<'where'> = {
  where: ({ inputs: [condition], tangents: [, da, db] }) =>
    da || db ? where(condition!, da ?? 0, db ?? 0) : undefined,
};
