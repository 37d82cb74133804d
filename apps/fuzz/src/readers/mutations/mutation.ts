import type { Random } from '../random.ts';

/** Changes a file somewhere; `others` are valid files of the same kind. */
export type Mutation = (
  bytes: Uint8Array,
  random: Random,
  others: readonly Uint8Array[],
) => Uint8Array;

export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const jsonOf = (value: unknown): Uint8Array => bytesOf(JSON.stringify(value));

/** Numbers that are wrong as lengths, counts and offsets. */
export const ODD_INTEGERS: readonly number[] = [
  0,
  1,
  2,
  3,
  4,
  7,
  8,
  255,
  256,
  65_535,
  65_536,
  2 ** 24,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
];
