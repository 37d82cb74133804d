import { bind } from '../bind.ts';
import type { DType } from '../dtype.ts';
import type { Tensor } from '../tensor.ts';
import { type DualArgument, dualArgument } from './dual.ts';

/** The elements as another dtype; floats become int32 by truncation towards zero. */
export const cast: DualArgument<DType> = dualArgument((x, dtype) =>
  x.dtype === dtype ? x : bind('cast', { dtype }, [x]),
);

/** The same value, through which no gradient flows. */
export const stopGradient = (x: Tensor): Tensor => bind('stopGradient', {}, [x]);
