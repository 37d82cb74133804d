import type { Padding, Pair } from '@puregrad/tensors';
import { isLeft, left, right } from 'fp-ts/lib/Either.js';
import { type Config, type Decoded, numbersIn } from '../decoding.ts';

/** A height and a width, of which one number gives both. */
export const pairOf = (pair: Pair): readonly number[] =>
  typeof pair === 'number' ? [pair, pair] : pair;

const isPair = (value: unknown): value is readonly [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);

const paddingIn = ({ padding }: Config): Decoded<Padding> => {
  if (padding === 'valid' || padding === 'same') return right(padding);
  if (Array.isArray(padding) && padding.length === 2 && padding.every(isPair))
    return right(padding as unknown as Padding);
  return left("'padding' must be 'valid', 'same' or [[top, bottom], [left, right]]");
};

/** The described windows of a layer, with pairs of some names. The layer checks the numbers. */
export const windowsIn = <F extends string>(
  config: Config,
  fields: readonly F[],
): Decoded<{ readonly [K in F]: readonly [number, number] } & { readonly padding: Padding }> => {
  const pairs: { [field: string]: readonly [number, number] } = {};
  for (const field of fields) {
    const numbers = numbersIn(config, field);
    if (isLeft(numbers)) return numbers;
    if (!isPair(numbers.right)) return left(`'${field}' must be two numbers`);
    pairs[field] = numbers.right;
  }
  const padding = paddingIn(config);
  if (isLeft(padding)) return padding;
  return right({
    ...(pairs as { readonly [K in F]: readonly [number, number] }),
    padding: padding.right,
  });
};
