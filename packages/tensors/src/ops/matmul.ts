import { checkOptions, requireTensor } from '../arguments.ts';
import { bind, setFastProduct } from '../bind.ts';
import { eagerProduct } from '../compile/eager-product.ts';
import { ShapeError } from '../errors.ts';
import { broadcastShapes } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { broadcastTo, expandDims, squeeze } from './movement.ts';

export interface MatmulOptions {
  /** Read the last two axes of `a` swapped, at no cost; false by default. */
  readonly transposeA?: boolean;
  /** Read the last two axes of `b` swapped, at no cost; false by default. */
  readonly transposeB?: boolean;
}

const matmulFirst = (a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor => {
  const { transposeA = false, transposeB = false } = checkOptions('matmul', options, {
    transposeA: 'boolean?',
    transposeB: 'boolean?',
  });
  requireTensor('matmul', a);
  requireTensor('matmul', b);
  if (a.rank === 0 || b.rank === 0)
    throw new ShapeError('matmul: scalars have no matrix product; use mul');
  const left = a.rank === 1 ? expandDims(a, 0) : a;
  const right = b.rank === 1 ? expandDims(b, 1) : b;
  const stack = broadcastShapes('matmul', left.shape.slice(0, -2), right.shape.slice(0, -2));
  setFastProduct(eagerProduct);
  const product = bind(
    'matmul',
    { transposeA: transposeA && a.rank > 1, transposeB: transposeB && b.rank > 1 },
    [
      broadcastTo(left, [...stack, ...left.shape.slice(-2)]),
      broadcastTo(right, [...stack, ...right.shape.slice(-2)]),
    ],
  );
  const dropped = [...(a.rank === 1 ? [-2] : []), ...(b.rank === 1 ? [-1] : [])];
  return dropped.length === 0 ? product : squeeze(product, dropped);
};

/**
 * The matrix product, as `numpy.matmul`: `[m, k] · [k, n] = [m, n]`; vectors are rows on the left
 * and columns on the right; leading axes are stacks of matrices and broadcast. Products are summed
 * in double precision and rounded once on the reference engine.
 *
 * @throws ShapeError naming both shapes if the inner lengths differ.
 * @example
 * ```ts
 * import { matmul, tensor } from '@puregrad/tensors';
 * matmul(tensor([[1, 2], [3, 4]]), tensor([1, 1])).toArray(); // => [3, 7]
 * ```
 */
export const matmul: {
  (a: Tensor, b: Tensor, options?: MatmulOptions): Tensor;
  (b: Tensor): (a: Tensor) => Tensor;
} = ((a: Tensor, b?: Tensor, options?: MatmulOptions) =>
  b === undefined ? (left: Tensor) => matmulFirst(left, a) : matmulFirst(a, b, options)) as never;
