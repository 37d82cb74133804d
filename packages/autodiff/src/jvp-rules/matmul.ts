import { add, type Tensor } from '@puregrad/tensors';
import { bind } from '@puregrad/tensors/interpreters';
import type { JvpRules } from './rule.ts';

/** d(A·B) = dA·B + A·dB, by the primitive as in the reverse rule. */
export const matmul: JvpRules<'matmul'> = {
  matmul: ({ attributes, inputs, tangents: [da, db] }) => {
    const [a, b] = inputs as readonly [Tensor, Tensor];
    const byA = da && bind('matmul', attributes, [da, b]);
    const byB = db && bind('matmul', attributes, [a, db]);
    return byA && byB ? add(byA, byB) : (byA ?? byB);
  },
};
