import type { Tensor } from '@puregrad/tensors';
import { bind } from '@puregrad/tensors/interpreters';
import type { VjpRules } from './rule.ts';

/** The primitive, not the operation: that brings an engine along, which only those who multiply need. */
const product = (a: Tensor, transposeA: boolean, b: Tensor, transposeB: boolean): Tensor =>
  bind('matmul', { transposeA, transposeB }, [a, b]);

/** For C = op(A) · op(B): dA = dC · op(B)ᵀ and dB = op(A)ᵀ · dC, transposed as A and B are. */
export const matmul: VjpRules<'matmul'> = {
  matmul: ({ attributes: { transposeA, transposeB }, inputs, cotangent }) => {
    const [a, b] = inputs as readonly [Tensor, Tensor];
    return [
      () =>
        transposeA
          ? product(b, transposeB, cotangent, true)
          : product(cotangent, false, b, !transposeB),
      () =>
        transposeB
          ? product(cotangent, true, a, transposeA)
          : product(a, !transposeA, cotangent, false),
    ];
  },
};
