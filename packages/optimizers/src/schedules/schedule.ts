import type { Tensor } from '@puregrad/tensors';

/**
 * A learning rate for each step: a scalar from the number of steps made before, given as a float
 * scalar whose dtype the rate takes. Usable inside a compiled step.
 */
export type Schedule = (step: Tensor) => Tensor;
