import { matmul as product, type Tensor } from '@puregrad/tensors';
import type { VjpRules } from './rule.ts';

/** For C = op(A) · op(B): dA = dC · op(B)ᵀ and dB = op(A)ᵀ · dC, transposed as A and B are. */
export const matmul: VjpRules<'matmul'> = {
  matmul: ({ attributes: { transposeA, transposeB }, inputs, cotangent }) => {
    const [a, b] = inputs as readonly [Tensor, Tensor];
    return [
      () =>
        transposeA
          ? product(b, cotangent, { transposeA: transposeB, transposeB: true })
          : product(cotangent, b, { transposeB: !transposeB }),
      () =>
        transposeB
          ? product(cotangent, a, { transposeA: true, transposeB: transposeA })
          : product(a, cotangent, { transposeA: !transposeA }),
    ];
  },
};
