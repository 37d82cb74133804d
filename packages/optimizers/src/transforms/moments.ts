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

/** The mean that forgets: `βa + (1 - β)x`. */
export const decayTowards = (a: Tensor, x: Tensor, beta: number): Tensor =>
  add(mul(a, beta), mul(x, 1 - beta));

/** The number of this step, from 1, as a float. */
export const countOf = (step: Tensor, dtype: FloatDType): Tensor => add(cast(step, dtype), 1);

/**
 * `1 - βᵗ` at step t, from 1: as `-expm1(t ln β)`, for in float32 the difference itself would lose
 * four of seven digits at the first steps of β = 0.999.
 */
export const biasCorrection = (beta: number, step: Tensor, dtype: FloatDType): Tensor =>
  beta === 0 ? scalar(1, { dtype }) : neg(expm1(mul(countOf(step, dtype), Math.log(beta))));

/**
 * A mean that began at zero, corrected: `m/(1 - βᵗ)`. The scalar is inverted once: to divide every
 * element would take about as long as all the rest of a step of Adam.
 */
export const unbiased = (mean: Tensor, beta: number, step: Tensor): Tensor =>
  mul(mean, div(1, biasCorrection(beta, step, mean.dtype as FloatDType)));
