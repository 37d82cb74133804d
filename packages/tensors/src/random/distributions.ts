import { checkOptions, type KindsOf } from '../arguments.ts';
import { bind } from '../bind.ts';
import type { FloatDType } from '../dtype.ts';
import { ArgumentError } from '../errors.ts';
import { add, maximum, minimum, mul, sub } from '../ops/arithmetic.ts';
import { less, where } from '../ops/comparison.ts';
import { cast } from '../ops/convert.ts';
import { log, neg, sqrt } from '../ops/unary.ts';
import { erf } from '../reference/erf.ts';
import { assertShape, type Shape } from '../shape.ts';
import { ConcreteTensor, type Tensor } from '../tensor.ts';
import type { Key } from './key.ts';

export interface DistributionOptions {
  /** `float32` by default. */
  readonly dtype?: FloatDType;
}

const drawnKinds: KindsOf<DistributionOptions> = { dtype: "'float32'|'float64'?" };

/**
 * 32 random bits an element, as int32: word i is a ⊕ b of the block of counter [0, i].
 *
 * @example
 * ```ts
 * import { key, randomBits } from '@puregrad/tensors';
 * randomBits(key(1), [4]).dtype; // => 'int32'
 * ```
 */
export const randomBits = (k: Key, shape: Shape): Tensor => {
  assertShape('randomBits', shape);
  return bind('randomBits', { shape }, [k]);
};

/**
 * Uniform on [min, max), [0, 1) by default: the upper 23 of 32 random bits over 2²³, as in JAX.
 *
 * @throws ArgumentError if min is above max.
 * @example
 * ```ts
 * import { key, min, uniform } from '@puregrad/tensors';
 * const x = uniform(key(1), [1000], { min: 2, max: 3 });
 * min(x).item() >= 2; // => true
 * ```
 */
export const uniform = (
  k: Key,
  shape: Shape,
  options: DistributionOptions & { readonly min?: number; readonly max?: number } = {},
): Tensor => {
  const {
    min = 0,
    max = 1,
    dtype = 'float32',
  } = checkOptions('uniform', options, { ...drawnKinds, min: 'number?', max: 'number?' });
  if (!(min <= max)) throw new ArgumentError(`uniform: min ${min} must not be above max ${max}`);
  const words = bind('shiftRight', { bits: 9 }, [randomBits(k, shape)]);
  const unit = mul(cast(words, dtype), 2 ** -23);
  if (min === 0 && max === 1) return unit;
  const scaled = add(mul(unit, max - min), min);
  // The sum may round up to max, which the interval leaves out.
  return min < max ? minimum(scaled, Math.max(min, largestBelow(max, dtype))) : scaled;
};

/** The neighbour of a number on the side of -Infinity, among those of its dtype. */
const largestBelow = (value: number, dtype: FloatDType): number => {
  const [rounded, unit, least] =
    dtype === 'float32'
      ? [Math.fround(value), 2 ** -24, 2 ** -149]
      : [value, 2 ** -53, Number.MIN_VALUE];
  // A little over half a unit in the last place: rounding does the rest.
  return rounded - Math.max(Math.abs(rounded) * unit * (1 + 2 ** -20), least);
};

const CENTRAL = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3,
  -4.17768164e-3, 2.46640727e-1, 1.50140941,
];
const TAIL = [
  -2.00214257e-4, 1.00950558e-4, 1.34934322e-3, -3.67342844e-3, 5.73950773e-3, -7.6224613e-3,
  9.43887047e-3, 1.00167406, 2.83297682,
];

const polynomial = (coefficients: readonly number[], x: Tensor): Tensor =>
  coefficients
    .slice(1)
    .reduce<Tensor>(
      (sum, c) => add(mul(sum, x), c),
      ConcreteTensor.splat([], x.dtype, coefficients[0]!),
    );

/**
 * The inverse of the error function on (-1, 1), to about 1e-6 relative.
 *
 * Source: Giles, *Approximating the erfinv function* (GPU Computing Gems, 2011).
 */
const erfInv = (x: Tensor): Tensor => {
  const w = neg(log(mul(sub(1, x), add(1, x))));
  const central = polynomial(CENTRAL, sub(w, 2.5));
  const tail = polynomial(TAIL, sub(sqrt(maximum(w, 5)), 3));
  return mul(x, where(less(w, 5), central, tail));
};

export interface NormalOptions extends DistributionOptions {
  /** 0 by default. */
  readonly mean?: number;
  /** 1 by default. */
  readonly std?: number;
}

const normalKinds: KindsOf<NormalOptions> = { ...drawnKinds, mean: 'number?', std: 'number?' };

/**
 * Normal with the given mean and standard deviation: `mean + std·√2·erf⁻¹(2u - 1)`.
 *
 * @example
 * ```ts
 * import { key, normal } from '@puregrad/tensors';
 * normal(key(1), [2, 3], { mean: 5, std: 2 }).shape; // => [2, 3]
 * ```
 */
export const normal = (k: Key, shape: Shape, options: NormalOptions = {}): Tensor => {
  const { mean = 0, std = 1, dtype = 'float32' } = checkOptions('normal', options, normalKinds);
  // Centres of 2²³ equal steps: symmetric, and never ±1, where the inverse is infinite.
  const u = uniform(k, shape, { min: -1 + 2 ** -23, max: 1 + 2 ** -23, dtype });
  return add(mul(erfInv(u), Math.SQRT2 * std), mean);
};

/**
 * Normal, cut at `limit` standard deviations (2 by default) on either side, before scaling by
 * `std`: the samples' own deviation is therefore smaller (0.8796 · std for a limit of 2).
 *
 * @example
 * ```ts
 * import { abs, key, max, truncatedNormal } from '@puregrad/tensors';
 * const x = truncatedNormal(key(1), [1000]);
 * max(abs(x)).item() <= 2; // => true
 * ```
 */
export const truncatedNormal = (
  k: Key,
  shape: Shape,
  options: NormalOptions & { readonly limit?: number } = {},
): Tensor => {
  const {
    mean = 0,
    std = 1,
    limit = 2,
    dtype = 'float32',
  } = checkOptions('truncatedNormal', options, { ...normalKinds, limit: 'number?' });
  const edge = erf(limit / Math.SQRT2);
  const u = mul(uniform(k, shape, { min: -1 + 2 ** -23, max: 1 + 2 ** -23, dtype }), edge);
  return add(mul(erfInv(u), Math.SQRT2 * std), mean);
};

/**
 * int32 ones with the given probability, else zeros.
 *
 * @example
 * ```ts
 * import { bernoulli, key } from '@puregrad/tensors';
 * bernoulli(key(1), 1, [3]).toArray(); // => [1, 1, 1]
 * ```
 */
export const bernoulli = (k: Key, probability: number, shape: Shape): Tensor => {
  checkOptions('bernoulli', { probability }, { probability: 'number' });
  if (!(probability >= 0 && probability <= 1))
    throw new ArgumentError(`bernoulli: a probability lies in [0, 1], got ${probability}`);
  return less(uniform(k, shape), probability);
};

/**
 * The integers 0 … count-1 in an order that the key decides, as int32. It reads its random bits: in a function
 * that `compile` traces it takes no key that is an argument, and of one made there, its order is a constant.
 *
 * @throws SymbolicTensorError for a key that `compile` traces; pass the order in its place.
 * @example
 * ```ts
 * import { key, permutation } from '@puregrad/tensors';
 * permutation(key(1), 5).shape; // => [5]
 * ```
 */
export const permutation = (k: Key, count: number): Tensor => {
  const bits = randomBits(k, [count]).data;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  // Fisher-Yates; 32 random bits scaled to i + 1 choices are biased by less than count / 2³².
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(((bits[i]! >>> 0) / 2 ** 32) * (i + 1));
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return ConcreteTensor.of([count], 'int32', order);
};
