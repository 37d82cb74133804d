import { bind } from '../bind.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import { broadcastShapes, type Shape, sameShape } from '../shape.ts';
import { showValue } from '../show-value.ts';
import { ConcreteTensor, isTensor, type Tensor } from '../tensor.ts';

/** An operand: a tensor, or a number that takes the dtype of the other operand. */
export type Operand = Tensor | number;

const scalarLike = (operation: string, value: number, like: Tensor): Tensor => {
  if (typeof value !== 'number')
    throw new ArgumentError(
      `${operation}: operands are tensors and numbers, got ${showValue(value)}; wrap arrays with tensor([…])`,
    );
  if (like.dtype === 'int32' && (value | 0) !== value)
    throw new DTypeError(
      `${operation}: ${value} is not an int32 value; convert the tensor first: cast(x, 'float32')`,
    );
  return ConcreteTensor.splat([], like.dtype, value);
};

/** A tensor as it is; a bare number as a float32 scalar. */
export const toTensor = (operation: string, value: Operand): Tensor =>
  isTensor(value) ? value : scalarLike(operation, value, ConcreteTensor.splat([], 'float32', 0));

export const broadcast = (x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : bind('broadcastTo', { shape }, [x]);

/** Both operands with one dtype (numbers follow the tensor) and one shape (NumPy's rule). */
export const unify = (operation: string, a: Operand, b: Operand): readonly [Tensor, Tensor] => {
  const x = isTensor(a) ? a : isTensor(b) ? scalarLike(operation, a, b) : toTensor(operation, a);
  const y = isTensor(b) ? b : scalarLike(operation, b, x);
  if (x.dtype !== y.dtype)
    throw new DTypeError(
      `${operation}: dtypes ${x.dtype} and ${y.dtype} differ; nothing is converted silently: use cast(x, '${x.dtype}')`,
    );
  const shape = broadcastShapes(operation, x.shape, y.shape);
  return [broadcast(x, shape), broadcast(y, shape)];
};
