import { add, equal, scalar, type Tensor, where, zipTrees } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { type Optimizer, ownParams } from '../optimizer.ts';
import { aroundStep, type Made, type Memory } from './around.ts';
import { choose } from './choose.ts';
import { towards } from './towards.ts';

export interface LookaheadOptions {
  /** How many steps the fast weights are ahead before the slow ones follow; 5 by default. */
  readonly k?: number;
  /** α, how far they follow, in (0, 1]; 0.5 by default. */
  readonly alpha?: number;
}

/** The number of steps that the fast weights are ahead: int32. */
interface Count {
  readonly count: Tensor;
}

/**
 * k steps forward, one back: the inner optimizer moves fast weights θ, and after every k steps the slow
 * ones follow, `φ ← φ + α(θ - φ); θ ← φ`. `averaged(state)` gives the slow weights; if the inner optimizer
 * averages, those that follow its averages.
 *
 * Source: Zhang et al., *Lookahead optimizer* (NeurIPS 2019).
 *
 * @throws ArgumentError for a k that is no integer from 1, or an α outside (0, 1].
 * @example
 * ```ts
 * import { lookahead, sgd } from '@puregrad/optimizers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const { init, update } = pipe(sgd({ learningRate: 1 }), lookahead({ k: 2 }));
 * const [state, ahead] = update(init(tensor([0])), tensor([2]));
 * ahead.toArray(); // => [-2]
 * update(state, tensor([2]))[1].toArray(); // => [-2]
 * ```
 */
export const lookahead = (options: LookaheadOptions = {}): ((inner: Optimizer) => Optimizer) => {
  const { k = 5, alpha = 0.5 } = checkOptions('lookahead', options, {
    k: 'number?',
    alpha: 'number?',
  });
  requireNumber('lookahead', { k }, 'integer from 1');
  requireNumber('lookahead', { alpha }, '(0, 1]');
  const remember = (): Count => ({ count: scalar(0, { dtype: 'int32' }) });
  const isDue = ({ count }: Count): Tensor => equal(count, k - 1);
  const nextOf = (own: Count): Count => ({ count: where(isDue(own), 0, add(own.count, 1)) });
  /** Slow weights, which follow when that is due. */
  const follow = <P>(own: Count, slow: P, fast: NoInfer<P>): P =>
    zipTrees(slow, fast, (s, f) => where(isDue(own), towards(s, f, alpha), s));
  /** The slow weights, and the fast ones, which go back to them when they have followed. */
  const step = <P>(own: Memory<'slow', Count, P>, { before, params }: Made<P>) => {
    // A round begins where the one before it ended, with all that wrappers around this made of it.
    const begun = choose(equal(own.count, 0), before, own.slow);
    const slow = follow(own, begun, params);
    return { slow, params: choose(isDue(own), slow, params) };
  };

  const plain = aroundStep<'slow', Count>({
    name: 'lookahead',
    remember: (params) => ({ slow: params, ...remember() }),
    update: (own, made) => {
      const { slow, params } = step(own, made);
      return [{ slow, ...nextOf(own) }, params];
    },
    averaged: ({ slow }) => slow,
  });
  const averaging = aroundStep<'slow' | 'average', Count>({
    name: 'lookahead',
    remember: (params) => ({ slow: params, average: params, ...remember() }),
    update: (own, made) => {
      const { slow, params } = step(own, made);
      const average = follow(own, own.average, made.averaged());
      return [{ slow, average, ...nextOf(own) }, params];
    },
    averaged: ({ average }) => average,
  });
  return (inner) => (inner.averaged === ownParams ? plain : averaging)(inner);
};
