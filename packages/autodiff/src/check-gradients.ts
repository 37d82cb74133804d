import {
  add,
  cast,
  key,
  leaves,
  leavesWithPaths,
  mapTree,
  mul,
  normal,
  type Path,
  splitKeys,
  sum,
  type Tensor,
  take,
  tensor,
  withLeaves,
  zipTrees,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { Either } from 'fp-ts/lib/Either.js';
import { jvp } from './jvp.ts';
import { vjp } from './vjp.ts';

export interface CheckGradientsOptions {
  /** The step of the central differences, 1e-6 by default (inputs are taken as float64). */
  readonly step?: number;
  /** The largest error of a derivative, relative to its size plus one; 1e-6 by default. */
  readonly tolerance?: number;
  /** The seed of the random direction and cotangent; 0 by default. */
  readonly seed?: number;
}

/** The number of derivatives that agreed, and the largest error. */
export interface GradientReport {
  /** The largest difference over all elements, relative to the derivative's size plus one. */
  readonly worst: number;
  /** The number of partial derivatives that were compared. */
  readonly compared: number;
}

/** The first partial derivative, or directional one, that disagrees. */
export interface GradientMismatch {
  readonly _tag: 'GradientMismatch';
  /** The place in the input; for forward mode, the direction as a whole. */
  readonly path: Path;
  readonly index: number;
  readonly mode: 'reverse' | 'forward';
  readonly expected: number;
  readonly actual: number;
}

const dot = (a: unknown, b: unknown): number => {
  const right = leaves(b);
  return leaves(a).reduce((total, x, i) => total + sum(mul(x, right[i]!)).item(), 0);
};

/** Random normal leaves, like the tree's. */
const randomLike = <T>(tree: T, seed: number): T => {
  const keys = splitKeys(key(seed), leaves(tree).length);
  let next = 0;
  return mapTree(tree, (leaf) =>
    normal(take(keys, tensor(next++, { dtype: 'int32' })), leaf.shape, { dtype: 'float64' }),
  );
};

/**
 * Compares the reverse-mode derivative of every element of `x`, and the forward-mode derivative in a
 * random direction, with central differences in float64. An output that is not a scalar is weighed by
 * a random cotangent.
 *
 * @returns Right with a report, or Left with the first disagreement.
 * @example
 * ```ts
 * import { checkGradients } from '@puregrad/autodiff';
 * import { tanh, tensor } from '@puregrad/tensors';
 * checkGradients(tanh, tensor([0.1, -2]))._tag; // => 'Right'
 * ```
 */
export const checkGradients = <T, R>(
  f: (x: T) => R,
  x: T,
  options: CheckGradientsOptions = {},
): Either<GradientMismatch, GradientReport> => {
  checkOptions('checkGradients', { f }, { f: 'function' });
  const {
    step = 1e-6,
    tolerance = 1e-6,
    seed = 0,
  } = checkOptions('checkGradients', options, {
    step: 'number?',
    tolerance: 'number?',
    seed: 'number?',
  });
  const at = mapTree(x, (leaf) => cast(leaf, 'float64'));
  const [output, pull] = vjp(f, at);
  const cotangent = randomLike(output, seed);
  const value = (input: T): number => dot(f(input), cotangent);
  const relative = (actual: number, expected: number): number =>
    actual === expected ? 0 : Math.abs(actual - expected) / (1 + Math.abs(expected));

  const inputs = leavesWithPaths(at);
  const gradient = leaves(pull(cotangent));
  let worst = 0;
  let compared = 0;
  for (const [i, [path, leaf]] of inputs.entries())
    for (let index = 0; index < leaf.size; index++) {
      const moved = (by: number): number =>
        value(
          withLeaves(
            at,
            inputs.map(([, other], j) => (j === i ? nudge(other, index, by) : other)),
          ),
        );
      const expected = (moved(step) - moved(-step)) / (2 * step);
      const actual = gradient[i]!.data[index]!;
      const difference = relative(actual, expected);
      if (!(difference <= tolerance))
        return mismatch({ path, index, mode: 'reverse', expected, actual });
      worst = Math.max(worst, difference);
      compared++;
    }

  const direction = randomLike(at, seed + 1);
  const along = (by: number): T => zipTrees(at, direction, (leaf, d) => add(leaf, mul(d, by)));
  const expected = (value(along(step)) - value(along(-step))) / (2 * step);
  const actual = dot(jvp(f, at, direction)[1], cotangent);
  const difference = relative(actual, expected);
  // The direction is as long as the square root of the number of elements, and so is its error.
  if (!(difference <= tolerance * Math.max(1, Math.sqrt(compared))))
    return mismatch({ path: '', index: 0, mode: 'forward', expected, actual });
  const report = { worst: Math.max(worst, difference), compared: compared + 1 };
  return { _tag: 'Right', right: report };
};

const mismatch = (where: Omit<GradientMismatch, '_tag'>): Either<GradientMismatch, never> => ({
  _tag: 'Left',
  left: { _tag: 'GradientMismatch', ...where },
});

const nudge = (x: Tensor, index: number, by: number): Tensor => {
  const data = Float64Array.from(x.data);
  data[index]! += by;
  return tensor(data, { shape: x.shape });
};
