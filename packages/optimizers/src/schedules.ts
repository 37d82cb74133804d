import {
  ArgumentError,
  add,
  cos,
  div,
  floor,
  full,
  minimum,
  mul,
  pow,
  type Tensor,
} from '@puregrad/tensors';

/**
 * A learning rate for each step: a scalar from the number of steps made before, given as a float
 * scalar whose dtype the rate takes. Usable inside a compiled step.
 */
export type Schedule = (step: Tensor) => Tensor;

const requireRate = (name: string, field: string, value: number): void => {
  if (!Number.isFinite(value) || value < 0)
    throw new ArgumentError(`${name}: ${field} must be finite and not below 0, got ${value}`);
};

const requireSteps = (name: string, steps: number): void => {
  if (!(steps > 0 && steps < Infinity))
    throw new ArgumentError(`${name}: steps must be above 0, got ${steps}`);
};

/** Always the same rate. */
export const constantRate = (rate: number): Schedule => {
  requireRate('constantRate', 'rate', rate);
  return (step) => full([], rate, { dtype: step.dtype });
};

/**
 * Half a cosine from `from` to `to` over `steps`, then `to`:
 * `to + (from - to) · (1 + cos(π · min(t, steps) / steps)) / 2`.
 *
 * Source: Loshchilov & Hutter, *SGDR* (ICLR 2017). TensorFlow's alpha is `to / from`.
 *
 * @throws ArgumentError for rates below 0 or steps not above 0.
 * @example
 * ```ts
 * import { cosineDecay } from '@puregrad/optimizers';
 * import { scalar } from '@puregrad/tensors';
 * cosineDecay({ from: 1, steps: 10 })(scalar(5, { dtype: 'float64' })).item().toFixed(6); // => '0.500000'
 * ```
 */
export const cosineDecay = ({
  from,
  to = 0,
  steps,
}: {
  readonly from: number;
  /** 0 by default. */
  readonly to?: number;
  readonly steps: number;
}): Schedule => {
  requireRate('cosineDecay', 'from', from);
  requireRate('cosineDecay', 'to', to);
  requireSteps('cosineDecay', steps);
  return (step) => {
    const progress = div(minimum(step, steps), steps);
    return add(mul(add(cos(mul(progress, Math.PI)), 1), (from - to) / 2), to);
  };
};

/**
 * `from · rate^(t / steps)`; with `staircase` the exponent is rounded down, so that the rate falls
 * once every `steps`. The lecture's `η₀ · 10^(-t/r)` is rate 0.1, steps r.
 *
 * @throws ArgumentError for rates below 0 or steps not above 0.
 */
export const exponentialDecay = ({
  from,
  rate,
  steps,
  staircase = false,
}: {
  readonly from: number;
  readonly rate: number;
  readonly steps: number;
  /** false by default. */
  readonly staircase?: boolean;
}): Schedule => {
  requireRate('exponentialDecay', 'from', from);
  requireRate('exponentialDecay', 'rate', rate);
  requireSteps('exponentialDecay', steps);
  return (step) => {
    const exponent = div(step, steps);
    return mul(pow(rate, staircase ? floor(exponent) : exponent), from);
  };
};
