/** A function of many variables at a point: its value, and its gradient in the given array. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  readonly maxSteps: number;
  /** The largest element of the gradient at which it ends. */
  readonly tolerance: number;
}

/** Pairs of past steps that describe the curvature. */
const MEMORY = 10;
/** The least decrease of a step, as a share of the one that the slope promises (Armijo). */
const LEAST_DECREASE = 1e-4;
const MOST_HALVINGS = 30;

const dot = (a: Float64Array, b: Float64Array): number => {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
};

/** Adds `scale · from` to an array. */
const addScaled = (to: Float64Array, from: Float64Array, scale: number): void => {
  for (let i = 0; i < to.length; i++) to[i]! += scale * from[i]!;
};

const largest = (values: Float64Array): number => {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
};

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

/** The step downhill: the gradient times an estimate of the inverse Hessian (the two-loop recursion). */
const directionOf = (gradient: Float64Array, pairs: readonly Pair[]): Float64Array => {
  const direction = gradient.map((g) => -g);
  const shares: number[] = [];
  for (const { step, change, product } of [...pairs].reverse()) {
    const share = dot(step, direction) / product;
    shares.push(share);
    addScaled(direction, change, -share);
  }
  const last = pairs.at(-1);
  const scale = last === undefined ? 1 : last.product / dot(last.change, last.change);
  for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  for (const { step, change, product } of pairs)
    addScaled(direction, step, shares.pop()! - dot(change, direction) / product);
  return direction;
};

/**
 * The minimum of a smooth convex function, from 0: L-BFGS with backtracking.
 *
 * Source: Nocedal & Wright, Numerical Optimization, algorithms 7.4 and 7.5.
 */
export const minimize = (
  size: number,
  objective: Objective,
  { maxSteps, tolerance }: LbfgsOptions,
): Float64Array => {
  let point = new Float64Array(size);
  let gradient = new Float64Array(size);
  let value = objective(point, gradient);
  let pairs: readonly Pair[] = [];
  for (let taken = 0; taken < maxSteps && largest(gradient) > tolerance; taken++) {
    const direction = directionOf(gradient, pairs);
    const slope = dot(direction, gradient);
    // The first step has no curvature to go by.
    let length = pairs.length === 0 ? Math.min(1, 1 / largest(gradient)) : 1;
    const next = { point: new Float64Array(size), gradient: new Float64Array(size), value };
    for (let halvings = 0; ; halvings++, length /= 2) {
      // Rounding leaves nothing to gain.
      if (halvings > MOST_HALVINGS) return point;
      next.point.set(point);
      addScaled(next.point, direction, length);
      next.value = objective(next.point, next.gradient);
      if (next.value <= value + LEAST_DECREASE * length * slope) break;
    }
    const step = direction.map((d) => d * length);
    const change = next.gradient.map((g, i) => g - gradient[i]!);
    const product = dot(step, change);
    if (product > 1e-12 * dot(change, change))
      pairs = [...pairs.slice(1 - MEMORY), { step, change, product }];
    ({ point, gradient, value } = next);
  }
  return point;
};
