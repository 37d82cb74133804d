import { add, matmul as product, type Tensor } from '@puregrad/tensors';
import type { JvpRules } from './rule.ts';

/** d(A·B) = dA·B + A·dB. */
export const matmul: JvpRules<'matmul'> = {
  matmul: ({ attributes, inputs, tangents: [da, db] }) => {
    const [a, b] = inputs as readonly [Tensor, Tensor];
    const byA = da && product(da, b, attributes);
    const byB = db && product(a, db, attributes);
    return byA && byB ? add(byA, byB) : (byA ?? byB);
  },
};
