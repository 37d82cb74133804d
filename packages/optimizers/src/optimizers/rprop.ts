import { type Optimizer, optimizer } from '../optimizer.ts';
import { type ScaleByRpropOptions, scaleByRprop } from '../transforms/scale-by-rprop.ts';

/**
 * Resilient propagation, for whole batches: only the gradient's sign counts, and each weight has a
 * step of its own (Riedmiller & Braun, 1993).
 */
export const rprop = (options: ScaleByRpropOptions = {}): Optimizer =>
  optimizer(scaleByRprop(options));
