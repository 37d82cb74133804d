import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { isArrayOf, isFiniteNumber, isRecord, parseJson } from '../json.ts';
import { type Normalize, requireTransform, type Standardize, type Transform } from './transform.ts';

/**
 * A transform as JSON text, to save with the model. Numbers keep all their digits.
 *
 * @example
 * ```ts
 * import { encodeTransform } from '@puregrad/data';
 * encodeTransform({ kind: 'normalize', min: [0], max: [1] });
 * // => '{"kind":"normalize","min":[0],"max":[1]}'
 * ```
 */
export const encodeTransform = (transform: Transform): string => {
  requireTransform('encodeTransform', transform);
  return JSON.stringify(transform);
};

/**
 * Decodes a transform that `encodeTransform` wrote.
 *
 * @returns Left if the text is not JSON, or not a transform: another kind, a field of another name, lists that
 * differ in length, a number that is not finite, a standard deviation that is not above 0, a minimum above its
 * maximum.
 * @example
 * ```ts
 * import { decodeTransform } from '@puregrad/data';
 * decodeTransform('{"kind":"normalize","min":[0],"max":[1]}')._tag; // => 'Right'
 * decodeTransform('{"kind":"normalize","min":[0]}')._tag; // => 'Left'
 * ```
 */
export const decodeTransform = (text: string): Either<DataError, Transform> => {
  const parsed = parseJson('the saved transform', text);
  if (parsed._tag === 'Left') return parsed;
  return isTransform(parsed.right)
    ? right(parsed.right)
    : left({
        _tag: 'InvalidJson',
        source: 'the saved transform',
        message:
          "the saved transform is invalid: expected { kind: 'standardize', mean, std }, { kind: 'normalize', min, max } or { kind: 'composed', transforms }, with these fields and no other, lists of finite numbers, all of one length, each std above 0 and each min at most its max; fit and save it again",
      });
};

const isTransform = (value: unknown): value is Transform =>
  isSimple(value) ||
  (isRecord(value) &&
    value.kind === 'composed' &&
    hasOnly(value, ['kind', 'transforms']) &&
    isArrayOf(isSimple)(value.transforms) &&
    new Set(value.transforms.map(widthOf)).size <= 1);

const widthOf = (simple: Standardize | Normalize): number =>
  (simple.kind === 'standardize' ? simple.mean : simple.min).length;

const isSimple = (value: unknown): value is Standardize | Normalize => {
  if (!isRecord(value)) return false;
  switch (value.kind) {
    case 'standardize':
      return (
        hasOnly(value, ['kind', 'mean', 'std']) &&
        arePairs(value.mean, value.std, (_, std) => std > 0)
      );
    case 'normalize':
      return (
        hasOnly(value, ['kind', 'min', 'max']) &&
        arePairs(value.min, value.max, (min, max) => min <= max)
      );
    default:
      return false;
  }
};

/** Refuses unknown fields, because a field that a later version added must not be lost. */
const hasOnly = (value: object, names: readonly string[]): boolean =>
  Object.keys(value).every((name) => names.includes(name));

const arePairs = (a: unknown, b: unknown, fit: (a: number, b: number) => boolean): boolean =>
  isNumbers(a) && isNumbers(b) && a.length === b.length && a.every((value, i) => fit(value, b[i]!));

const isNumbers: (value: unknown) => value is readonly number[] = isArrayOf(isFiniteNumber);
