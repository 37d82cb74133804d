import { ArgumentError, type Tensor } from '@puregrad/tensors';

/**
 * A learning rate for each step: a scalar from the number of steps made before, given as a float
 * scalar whose dtype the rate takes. Usable inside a compiled step.
 */
export type Schedule = (step: Tensor) => Tensor;

export const requireRate = (name: string, field: string, value: number): void => {
  if (!Number.isFinite(value) || value < 0)
    throw new ArgumentError(`${name}: ${field} must be finite and not below 0, got ${value}`);
};

export const requireSteps = (name: string, steps: number): void => {
  if (!(steps > 0 && steps < Infinity))
    throw new ArgumentError(`${name}: steps must be above 0, got ${steps}`);
};
