import type { Tensor } from '../tensor.ts';
import { add, div, mul, square } from './arithmetic.ts';
import { clip, greater, lessEqual, where } from './comparison.ts';
import { type DualOptions, dualOptions } from './dual.ts';
import type { Operand } from './operand.ts';
import { abs, erf, expm1, neg, sigmoid, softplus, tanh } from './unary.ts';

/**
 * `max(x, 0)`; NaN stays NaN, and the derivative at 0 is 0.
 *
 * @example
 * ```ts
 * import { relu, tensor } from '@puregrad/tensors';
 * relu(tensor([-1, 2])).toArray(); // => [0, 2]
 * ```
 */
export const relu = (x: Tensor): Tensor => where(lessEqual(x, 0), 0, x);

export interface EluOptions {
  /** The limit for x → -∞ is -alpha; 1 by default. */
  readonly alpha?: number;
}

/**
 * `x` above 0, `α(eˣ - 1)` at and below.
 *
 * Source: Clevert, Unterthiner, Hochreiter, *Fast and accurate deep network learning by
 * exponential linear units* (ICLR 2016).
 *
 * @example
 * ```ts
 * import { elu, tensor } from '@puregrad/tensors';
 * elu({ alpha: 0.5 })(tensor([-100, 2])).toArray(); // => [-0.5, 2]
 * ```
 */
export const elu: DualOptions<EluOptions> = dualOptions<EluOptions>(
  'elu',
  { alpha: 'number?' },
  (x, { alpha = 1 } = {}) => {
    const positive = greater(x, 0);
    // The exponential never sees a positive number: its overflow would poison the gradient.
    return where(positive, x, mul(expm1(where(positive, 0, x)), alpha));
  },
);

export interface LeakyReluOptions {
  /** The slope below 0; 0.01 by default (TensorFlow's function: 0.2, Keras' layer: 0.3). */
  readonly alpha?: number;
}

/**
 * `x` above 0, `αx` at and below.
 *
 * Source: Maas, Hannun, Ng, *Rectifier nonlinearities improve neural network acoustic models* (2013).
 *
 * @example
 * ```ts
 * import { leakyRelu, tensor } from '@puregrad/tensors';
 * leakyRelu({ alpha: 0.25 })(tensor([-4, 4])).toArray(); // => [-1, 4]
 * ```
 */
export const leakyRelu: DualOptions<LeakyReluOptions> = dualOptions<LeakyReluOptions>(
  'leakyRelu',
  { alpha: 'number?' },
  (x, { alpha = 0.01 } = {}) => prelu(x, alpha),
);

/**
 * `x` above 0, `αx` at and below, with α learned: a number, a scalar, or one for each feature of the
 * last axis.
 *
 * Source: He et al., *Delving deep into rectifiers* (ICCV 2015).
 *
 * @example
 * ```ts
 * import { prelu, tensor } from '@puregrad/tensors';
 * prelu(tensor([-4, 4]), tensor([0.5, 0.5])).toArray(); // => [-2, 4]
 * ```
 */
export const prelu = (x: Tensor, alpha: Operand): Tensor => {
  const positive = greater(x, 0);
  // The slope never meets a positive number: an infinite one would poison the slope's gradient.
  return where(positive, x, mul(where(positive, 0, x), alpha));
};

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

/**
 * `λx` above 0, `λα(eˣ - 1)` below, with the λ and α that keep mean 0 and variance 1 through layers.
 *
 * Source: Klambauer et al., *Self-normalizing neural networks* (NeurIPS 2017).
 *
 * @example
 * ```ts
 * import { selu, tensor } from '@puregrad/tensors';
 * selu(tensor([0, 1])).toArray(); // => [0, 1.0507010221481323]
 * ```
 */
export const selu = (x: Tensor): Tensor => mul(elu(x, { alpha: SELU_ALPHA }), SELU_SCALE);

export interface GeluOptions {
  /** Use `½x(1 + tanh(√(2/π)(x + 0.044715x³)))`; false, the exact form, by default. */
  readonly approximate?: boolean;
}

/**
 * `x Φ(x)`, Φ the normal distribution function.
 *
 * Source: Hendrycks & Gimpel, *Gaussian error linear units* (2016).
 *
 * @example
 * ```ts
 * import { gelu, tensor } from '@puregrad/tensors';
 * gelu()(tensor([0, 100])).toArray(); // => [0, 100]
 * ```
 */
export const gelu: DualOptions<GeluOptions> = dualOptions<GeluOptions>(
  'gelu',
  { approximate: 'boolean?' },
  (x, { approximate = false } = {}) => {
    const phi = approximate
      ? tanh(mul(mul(x, add(mul(square(x), 0.044715), 1)), Math.sqrt(2 / Math.PI)))
      : erf(mul(x, Math.SQRT1_2));
    return mul(mul(x, 0.5), add(phi, 1));
  },
);

/**
 * `x / (1 + |x|)`.
 *
 * @example
 * ```ts
 * import { softsign, tensor } from '@puregrad/tensors';
 * softsign(tensor([-1, 3])).toArray(); // => [-0.5, 0.75]
 * ```
 */
export const softsign = (x: Tensor): Tensor => div(x, add(abs(x), 1));

/**
 * `x · sigmoid(x)`, also called swish (Ramachandran, Zoph, Le, 2017).
 *
 * @example
 * ```ts
 * import { silu, tensor } from '@puregrad/tensors';
 * silu(tensor([0, 100])).toArray(); // => [0, 100]
 * ```
 */
export const silu = (x: Tensor): Tensor => mul(x, sigmoid(x));

/**
 * `x · tanh(softplus(x))` (Misra, 2019).
 *
 * @example
 * ```ts
 * import { mish, tensor } from '@puregrad/tensors';
 * mish(tensor([0, 100])).toArray(); // => [0, 100]
 * ```
 */
export const mish = (x: Tensor): Tensor => mul(x, tanh(softplus(x)));

/**
 * `ln sigmoid(x) = -softplus(-x)`, finite for every finite `x`.
 *
 * @example
 * ```ts
 * import { logSigmoid, tensor } from '@puregrad/tensors';
 * logSigmoid(tensor([-1000, 1000])).toArray(); // => [-1000, -0]
 * ```
 */
export const logSigmoid = (x: Tensor): Tensor => neg(softplus(neg(x)));

export interface HardSigmoidOptions {
  /** 1/6 by default, as PyTorch; Keras had 0.2. */
  readonly slope?: number;
}

/**
 * `slope · x + ½`, held between 0 and 1.
 *
 * @example
 * ```ts
 * import { hardSigmoid, tensor } from '@puregrad/tensors';
 * hardSigmoid({ slope: 0.25 })(tensor([-9, 0, 1])).toArray(); // => [0, 0.5, 0.75]
 * ```
 */
export const hardSigmoid: DualOptions<HardSigmoidOptions> = dualOptions<HardSigmoidOptions>(
  'hardSigmoid',
  { slope: 'number?' },
  (x, { slope = 1 / 6 } = {}) => clip(add(mul(x, slope), 0.5), { min: 0, max: 1 }),
);
