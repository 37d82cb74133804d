import {
  add,
  cast,
  div,
  expm1,
  type FloatDType,
  mul,
  neg,
  scalar,
  type Tensor,
} from '@puregrad/tensors';

/** The exponential moving average: `βa + (1 - β)x`. */
export const decayTowards = (a: Tensor, x: Tensor, beta: number): Tensor =>
  add(mul(a, beta), mul(x, 1 - beta));

/** The number of this step, from 1, as a float. */
export const countOf = (step: Tensor, dtype: FloatDType): Tensor => add(cast(step, dtype), 1);

/**
 * `1 - βᵗ` at step t, from 1: computed as `-expm1(t ln β)`, as the difference itself would lose four of
 * seven digits in float32 at the first steps with β = 0.999.
 */
export const biasCorrection = (beta: number, step: Tensor, dtype: FloatDType): Tensor =>
  beta === 0 ? scalar(1, { dtype }) : neg(expm1(mul(countOf(step, dtype), Math.log(beta))));

/**
 * The bias correction of an average that starts at zero: `m/(1 - βᵗ)`. The scalar is inverted once: to divide every
 * element would take about as long as the rest of a step of Adam.
 */
export const unbiased = (mean: Tensor, beta: number, step: Tensor): Tensor =>
  mul(mean, div(1, biasCorrection(beta, step, mean.dtype as FloatDType)));
