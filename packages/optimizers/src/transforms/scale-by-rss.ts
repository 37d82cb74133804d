import { add, divideNoNaN, full, mapTree, sqrt, square, zipTrees } from '@puregrad/tensors';
import { checkOptions, type KindsOf, requireNumber } from '@puregrad/tensors/interpreters';
import { type GradientTransform, stateful } from '../gradient-transform.ts';

export interface ScaleByRssOptions {
  /** The initial value of the sum of squares; 0 by default, as PyTorch (TensorFlow 1: 0.1). */
  readonly initialAccumulator?: number;
  /** Added outside the root; 1e-10 by default, as PyTorch (TensorFlow 1: 0). */
  readonly eps?: number;
  /** Added inside the root, as the lecture; 0 by default. */
  readonly epsRoot?: number;
}

export const rssKinds: KindsOf<ScaleByRssOptions> = {
  initialAccumulator: 'number?',
  eps: 'number?',
  epsRoot: 'number?',
};

/**
 * `s ← s + g²;  u = g / (√(s + epsRoot) + eps)`, and 0 where that is 0/0.
 *
 * Source: Duchi, Hazan, Singer, *Adaptive subgradient methods* (JMLR 2011).
 *
 * @example
 * ```ts
 * import { optimizer, scaleByRss } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = optimizer(scaleByRss());
 * update(init(tensor([3, 4])), tensor([3, 4]))[1].toArray(); // => [4, 5]
 * ```
 */
export const scaleByRss = (options: ScaleByRssOptions = {}): GradientTransform => {
  const {
    initialAccumulator = 0,
    eps = 1e-10,
    epsRoot = 0,
  } = checkOptions('scaleByRss', options, rssKinds);
  requireNumber('adagrad', { initialAccumulator, eps, epsRoot }, '[0, ∞)');
  return stateful(
    (params) =>
      mapTree(params, ({ shape, dtype }) => full(shape, initialAccumulator, { dtype })) as unknown,
    (sums, grads) => {
      const next = zipTrees(grads, sums as typeof grads, (g, s) => add(s, square(g)));
      const updates = zipTrees(grads, next, (g, s) =>
        divideNoNaN(g, add(sqrt(add(s, epsRoot)), eps)),
      );
      return [next, updates];
    },
  );
};
