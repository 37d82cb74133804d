import type { Shape } from '../shape.ts';
import { ConcreteTensor } from '../tensor.ts';

/** An input or a constant that a program returns: a separate tensor, because either may be donated. */
export const returnedCopy = (tensor: ConcreteTensor, shape: Shape): ConcreteTensor =>
  tensor.splat === undefined
    ? ConcreteTensor.of(shape, tensor.dtype, tensor.data.slice())
    : ConcreteTensor.splat(shape, tensor.dtype, tensor.splat);
