import { add, equal, mapTree, mul, where, zerosLike, zipTrees } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { type GradientTransform, stateful } from '../gradient-transform.ts';

export interface TraceOptions {
  /** β, the weight of the old velocity, in [0, 1). */
  readonly decay: number;
  /** Return `g + βm`, Nesterov's form, which looks ahead along the momentum; false by default. */
  readonly nesterov?: boolean;
  /** Scales the gradient that enters the velocity by 1 - dampening, except at the first step; 0 by default. */
  readonly dampening?: number;
}

/**
 * The velocity of momentum: `m ← βm + g`, from zero; returns m (or `g + βm`).
 *
 * Before the learning rate this is PyTorch's and TensorFlow's momentum; after it, it is the
 * lecture's `m ← βm + ηg`. They differ if η changes.
 *
 * @throws ArgumentError if the decay is outside [0, 1).
 * @example
 * ```ts
 * import { chain, scaleByLearningRate, trace } from '@puregrad/optimizers';
 * const transform = chain(trace({ decay: 0.9 }), scaleByLearningRate(0.1));
 * ```
 */
export const trace = (options: TraceOptions): GradientTransform => {
  const {
    decay,
    nesterov = false,
    dampening = 0,
  } = checkOptions('trace', options, {
    decay: 'number',
    nesterov: 'boolean?',
    dampening: 'number?',
  });
  requireNumber('trace', { "decay, an optimizer's momentum,": decay }, '[0, 1)');
  return stateful(
    (params) => mapTree(params, zerosLike) as unknown,
    (velocity, updates, { step }) => {
      const isFirst = equal(step, 0);
      const entering =
        dampening === 0
          ? updates
          : mapTree(updates, (update) => where(isFirst, update, mul(update, 1 - dampening)));
      const next = zipTrees(entering, velocity as typeof updates, (g, m) => add(mul(m, decay), g));
      const handed = nesterov ? zipTrees(updates, next, (g, m) => add(g, mul(m, decay))) : next;
      return [next, handed];
    },
  );
};
