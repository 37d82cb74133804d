import {
  ArgumentError,
  add,
  equal,
  mul,
  scalar,
  sub,
  type Tensor,
  where,
  zipAllTrees,
  zipTrees,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { stateful, type TransformState } from '../gradient-transform.ts';
import { type Optimizer, optimizer } from '../optimizer.ts';

export interface LookaheadOptions {
  /** How many steps the fast weights are ahead before the slow ones follow; 5 by default. */
  readonly k?: number;
  /** α, how far they follow, in (0, 1]; 0.5 by default. */
  readonly alpha?: number;
}

interface Looking {
  readonly inner: TransformState;
  /** The slow weights since the last step back. Where `count` is 0, the parameters have become them. */
  readonly slow: unknown;
  readonly count: Tensor;
}

/**
 * After a step back the parameters are the slow weights, with the projections of all wrappers around
 * and all that they do beside: they are taken from there, not computed twice.
 */
const slowOf = <P>({ slow, count }: Looking, params: P): P => {
  const back = equal(count, 0);
  return zipTrees(params, slow as NoInfer<P>, (now, kept) => where(back, now, kept));
};

/**
 * k steps forward, one back: the inner optimizer moves fast weights θ, and after every k steps the slow
 * ones follow, `φ ← φ + α(θ - φ); θ ← φ`. `averaged(state)` gives the slow weights. Projections, inside
 * or outside, hold for the fast weights and for the slow ones.
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
  if (!Number.isInteger(k) || k < 1)
    throw new ArgumentError(`lookahead: k counts steps, an integer from 1, got ${k}`);
  if (!(alpha > 0 && alpha <= 1))
    throw new ArgumentError(`lookahead: alpha must lie in (0, 1], got ${alpha}`);
  return ({ transform, project, settle }) =>
    optimizer(
      stateful<Looking>(
        (params) => ({
          inner: transform.init(params),
          slow: params,
          count: scalar(0, { dtype: 'int32' }),
        }),
        (state, updates, context) => {
          const slow = slowOf(state, context.params);
          const [inner, made] = transform.update(state.inner, updates, context);
          const due = equal(state.count, k - 1);
          const fast = project(zipTrees(context.params, made, add));
          const followed = zipTrees(slow, fast, (s, f) => add(s, mul(sub(f, s), alpha)));
          return [
            { inner, slow, count: where(due, 0, add(state.count, 1)) },
            zipAllTrees([made, followed, context.params], ([step, to, from]) =>
              where(due, sub(to!, from!), step!),
            ),
          ];
        },
      ),
      {
        project,
        settle,
        averaged: ({ params, slots }) => slowOf(slots as unknown as Looking, params),
      },
    );
};
