import { add, equal, scalar, type Tensor, where, zipTrees } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { type Optimizer, ownParams } from '../optimizer.ts';
import { aroundStep, type Made, type Memory } from './around.ts';
import { choose } from './choose.ts';
import { towards } from './towards.ts';

export interface LookaheadOptions {
  /** k, the number of steps of the fast weights before the slow ones follow; 5 by default. */
  readonly k?: number;
  /** α, the share of the distance that they follow, in (0, 1]; 0.5 by default. */
  readonly alpha?: number;
}

/** The number of steps that the fast weights are ahead: int32. */
interface Count {
  readonly count: Tensor;
}

/**
 * k steps forward, one back: the inner optimizer moves fast weights θ, and after every k steps the slow
 * ones follow, `φ ← φ + α(θ - φ); θ ← φ`. `averaged(state)` gives the slow weights; if the inner optimizer
 * has averages, the slow weights that follow them.
 *
 * Source: Zhang et al., *Lookahead optimizer* (NeurIPS 2019).
 *
 * @throws ArgumentError if k is not an integer from 1, or α is outside (0, 1].
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
  /** The slow weights, which follow at the end of a round. */
  const follow = <P>(own: Count, slow: P, fast: NoInfer<P>): P =>
    zipTrees(slow, fast, (s, f) => where(isDue(own), towards(s, f, alpha), s));
  /** The slow weights, and the fast ones, which return to them at the end of a round. */
  const step = <P>(own: Memory<'slow', Count, P>, { before, params }: Made<P>) => {
    // A round starts from the end of the previous one, including the changes by outer wrappers.
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
