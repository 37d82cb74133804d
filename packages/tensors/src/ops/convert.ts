import { requireDType } from '../arguments.ts';
import { bind } from '../bind.ts';
import type { DType } from '../dtype.ts';
import type { Tensor } from '../tensor.ts';
import { type DualArgument, dualArgument } from './dual.ts';

/**
 * The elements as another dtype. Floats become int32 by truncation towards zero; those below -2³¹ become -2³¹,
 * those from 2³¹ on 2³¹ - 1, and NaN becomes 0. So it is on every engine, as in WebAssembly and Rust; NumPy and PyTorch
 * leave it open.
 *
 * @example
 * ```ts
 * import { cast, tensor } from '@puregrad/tensors';
 * cast(tensor([1.7, -1.7]), 'int32').toArray(); // => [1, -1]
 * ```
 */
export const cast: DualArgument<DType> = dualArgument('cast', (x, dtype) => {
  requireDType('cast', dtype);
  return x.dtype === dtype ? x : bind('cast', { dtype }, [x]);
});

/**
 * The same value, through which no gradient flows.
 *
 * @example
 * ```ts
 * import { stopGradient, tensor } from '@puregrad/tensors';
 * stopGradient(tensor([1, 2])).toArray(); // => [1, 2]
 * ```
 */
export const stopGradient = (x: Tensor): Tensor => bind('stopGradient', {}, [x]);
