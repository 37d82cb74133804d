import type { Optimizer } from './optimizer.ts';
import { adadelta } from './optimizers/adadelta.ts';
import { adagrad } from './optimizers/adagrad.ts';
import { adam, adamW, amsgrad } from './optimizers/adam.ts';
import { adamax } from './optimizers/adamax.ts';
import { lamb } from './optimizers/lamb.ts';
import { lion } from './optimizers/lion.ts';
import { momentum, nesterov } from './optimizers/momentum.ts';
import { nadam } from './optimizers/nadam.ts';
import { radam } from './optimizers/radam.ts';
import { rmsprop } from './optimizers/rmsprop.ts';
import { sgd } from './optimizers/sgd.ts';
import type { LearningRate } from './transforms/scale-by-learning-rate.ts';

/** An optimizer that a user chooses by its name. */
export interface NamedOptimizer {
  readonly make: (options: { readonly learningRate: LearningRate }) => Optimizer;
  /** A learning rate to begin with, for inputs of about unit size. */
  readonly usualRate: number;
}

/** The names of the optimizers with a learning rate. */
export type OptimizerName =
  | 'adam'
  | 'adamW'
  | 'amsgrad'
  | 'nadam'
  | 'radam'
  | 'adamax'
  | 'adagrad'
  | 'adadelta'
  | 'rmsprop'
  | 'lion'
  | 'lamb'
  | 'sgd'
  | 'momentum'
  | 'nesterov';

/**
 * All optimizers with a learning rate by their names, for programs that let users choose.
 *
 * @example
 * ```ts
 * import { optimizersByName } from '@puregrad/optimizers/names';
 * import { tensor } from '@puregrad/tensors';
 * const { make, usualRate } = optimizersByName.sgd;
 * usualRate; // => 0.1
 * const { init, update } = make({ learningRate: 1 });
 * update(init(tensor([3])), tensor([1]))[1].toArray(); // => [2]
 * ```
 */
export const optimizersByName: { readonly [O in OptimizerName]: NamedOptimizer } = {
  adam: { make: adam, usualRate: 1e-3 },
  adamW: { make: adamW, usualRate: 1e-3 },
  amsgrad: { make: amsgrad, usualRate: 1e-3 },
  nadam: { make: nadam, usualRate: 1e-3 },
  radam: { make: radam, usualRate: 1e-3 },
  adamax: { make: adamax, usualRate: 2e-3 },
  adagrad: { make: adagrad, usualRate: 0.01 },
  adadelta: { make: adadelta, usualRate: 1 },
  rmsprop: { make: rmsprop, usualRate: 1e-3 },
  lion: { make: lion, usualRate: 1e-4 },
  lamb: { make: lamb, usualRate: 5e-3 },
  sgd: { make: sgd, usualRate: 0.1 },
  momentum: { make: momentum, usualRate: 0.05 },
  nesterov: { make: nesterov, usualRate: 0.05 },
};
