import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { isArrayOf, isFiniteNumber, isRecord, isString, parseJson } from '../json.ts';
import type { Encoding, FeatureEncoding, TargetEncoding } from './encoding.ts';

/**
 * Decodes an encoding from the JSON text `JSON.stringify(encoding)`, as saved with a model.
 *
 * @returns Left if the text is not JSON, or not an encoding.
 * @example
 * ```ts
 * import { decodeEncoding } from '@puregrad/data/table';
 * decodeEncoding('{"features":[{"name":"size","kind":"number"}],"unknown":"error"}')._tag; // => 'Right'
 * decodeEncoding('{"features":["size"]}')._tag; // => 'Left'
 * ```
 */
export const decodeEncoding = (text: string): Either<DataError, Encoding> => {
  const parsed = parseJson('the saved encoding', text);
  if (parsed._tag === 'Left') return parsed;
  return isEncoding(parsed.right)
    ? right(parsed.right)
    : left({
        _tag: 'InvalidJson',
        source: 'the saved encoding',
        message:
          'the saved encoding is invalid: expected { features, target?, unknown }, every feature with a name, a kind, and the categories of words; fit and save it again',
      });
};

const isEncoding = (value: unknown): value is Encoding =>
  isRecord(value) &&
  isArrayOf(isFeature)(value.features) &&
  (value.target === undefined || isTarget(value.target)) &&
  (value.unknown === 'error' || value.unknown === 'zeros');

const isFeature = (value: unknown): value is FeatureEncoding => {
  if (!isRecord(value) || !isString(value.name)) return false;
  const { kind, categories, fill } = value;
  return kind === 'number'
    ? fill === undefined || isFiniteNumber(fill)
    : (kind === 'oneHot' || kind === 'index') &&
        isCategories(categories) &&
        (fill === undefined || (isString(fill) && categories.includes(fill)));
};

const isTarget = (value: unknown): value is TargetEncoding =>
  isRecord(value) &&
  isString(value.name) &&
  (value.kind === 'number' || (value.kind === 'classes' && isCategories(value.classes)));

const isCategories = (value: unknown): value is readonly string[] =>
  isArrayOf(isString)(value) && new Set(value).size === value.length;
