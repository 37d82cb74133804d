import type { Tensor } from '@puregrad/tensors';

/**
 * A learning rate for each step: a function from the number of previous steps, a float scalar, to a scalar of the same
 * dtype. It works inside a compiled step.
 */
export type Schedule = (step: Tensor) => Tensor;
