import { checkOptions } from '../arguments.ts';
import { bind } from '../bind.ts';
import { tensor } from '../create.ts';
import { ArgumentError } from '../errors.ts';
import { cast } from '../ops/convert.ts';
import { concat, reshape, slice } from '../ops/movement.ts';
import { assertShape } from '../shape.ts';
import { showValue } from '../show-value.ts';
import { ConcreteTensor, isTensor, type Tensor } from '../tensor.ts';
import { ROUNDS } from './threefry.ts';

/** A random key: two 32-bit words as int32 of shape [2]. A value like any other, used once. */
export type Key = Tensor;

/**
 * A key from a seed, as JAX makes it: the words [0, seed] for a seed below 2³².
 *
 * @throws ArgumentError for a seed that is not an integer from 0 to 2⁵³ - 1.
 * @example
 * ```ts
 * import { key, split, uniform } from '@puregrad/tensors';
 * const [first, second] = split(key(42));
 * uniform(first, [3]); // the same three numbers wherever this runs
 * ```
 */
export const key = (seed: number): Key => {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new ArgumentError(`key: a seed is an integer from 0 to 2^53 - 1, got ${showValue(seed)}`);
  return ConcreteTensor.of([2], 'int32', Int32Array.of(Math.floor(seed / 2 ** 32), seed | 0));
};

/** The paper's largest. */
const MOST_ROUNDS = 32;

/**
 * Threefry-2x32 of counters `[..., 2]` under a key: the block function under all randomness here.
 *
 * Source: Salmon et al., *Parallel random numbers: as easy as 1, 2, 3* (SC 2011). 20 rounds, unless
 * another number is given.
 *
 * @example
 * ```ts
 * import { key, tensor, threefry2x32 } from '@puregrad/tensors';
 * threefry2x32(key(0), tensor([0, 0], { dtype: 'int32' })).toArray();
 * // => [1797259609, -1715843330]
 * ```
 */
export const threefry2x32 = (
  k: Key,
  counters: Tensor,
  options: { readonly rounds?: number } = {},
): Tensor => {
  const { rounds = ROUNDS } = checkOptions('threefry2x32', options, { rounds: 'integer?' });
  if (rounds < 1 || rounds > MOST_ROUNDS)
    throw new ArgumentError(`threefry2x32: rounds are 1 to ${MOST_ROUNDS}, got ${rounds}`);
  return bind('threefry', { rounds }, [k, counters]);
};

/**
 * As many new keys as asked for, `[count, 2]`: key i is the block of counter [0, i], as in JAX.
 *
 * @example
 * ```ts
 * import { key, splitKeys } from '@puregrad/tensors';
 * splitKeys(key(1), 3).shape; // => [3, 2]
 * ```
 */
export const splitKeys = (k: Key, count: number): Tensor => {
  assertShape('splitKeys', [count, 2]);
  return threefry2x32(
    k,
    tensor(
      Int32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? 0 : i >> 1)),
      { shape: [count, 2] },
    ),
  );
};

/** Tuples of keys, as long as the count where that is a literal. */
export type Keys<N extends number> = number extends N
  ? readonly Key[]
  : N extends 1
    ? readonly [Key]
    : N extends 2
      ? readonly [Key, Key]
      : N extends 3
        ? readonly [Key, Key, Key]
        : N extends 4
          ? readonly [Key, Key, Key, Key]
          : readonly Key[];

/**
 * Independent keys from one, two by default. Don't use the parent again.
 *
 * @example
 * ```ts
 * import { equal, key, split } from '@puregrad/tensors';
 * const [init, shuffle] = split(key(1), 2);
 * equal(init, shuffle).toArray(); // => [0, 0]
 * ```
 */
export const split = <const N extends number = 2>(k: Key, count: N = 2 as N): Keys<N> => {
  if (!Number.isInteger(count) || count < 0)
    throw new ArgumentError(`split: count must be an integer from 0, got ${showValue(count)}`);
  const all = splitKeys(k, count);
  return Array.from({ length: count }, (_, i) =>
    reshape(slice(all, [i, 0], [i + 1, 2]), [2]),
  ) as never;
};

/**
 * A key for a number, such as a step or a layer's index: the block of counter [0, data].
 *
 * @throws ArgumentError for a number that is not an integer from 0 to 2³² - 1.
 * @example
 * ```ts
 * import { foldIn, key } from '@puregrad/tensors';
 * foldIn(key(1), 7).toArray(); // => [954670714, -278157714]
 * ```
 */
export const foldIn = (k: Key, data: number | Tensor): Key => {
  if (!isTensor(data) && (typeof data !== 'number' || data >>> 0 !== data))
    throw new ArgumentError(
      `foldIn: data is an integer from 0 to 2^32 - 1, got ${showValue(data)}`,
    );
  const word = isTensor(data)
    ? reshape(cast(data, 'int32'), [1])
    : ConcreteTensor.of([1], 'int32', Int32Array.of(data | 0));
  return threefry2x32(k, concat([ConcreteTensor.splat([1], 'int32', 0), word]));
};
