import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { isArrayOf, isFiniteNumber, isRecord, isString, parseJson } from '../json.ts';
import { cycles, type DatePart } from './date-parts.ts';
import { type Encoding, type FeatureEncoding, type TargetEncoding, widthOf } from './encoding.ts';

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
          'the saved encoding is invalid: expected { features, target?, unknown, scale? }, every feature with a name, a kind, and the categories of words; fit and save it again',
      });
};

const isEncoding = (value: unknown): value is Encoding =>
  isRecord(value) &&
  isArrayOf(isFeature)(value.features) &&
  (value.target === undefined || isTarget(value.target)) &&
  (value.unknown === 'error' || value.unknown === 'zeros') &&
  (value.scale === undefined || isScale(value.scale, widthsOf(value.features)));

const widthsOf = (features: readonly FeatureEncoding[]): number =>
  features.reduce((sum, feature) => sum + widthOf(feature), 0);

const isFeature = (value: unknown): value is FeatureEncoding => {
  if (!isRecord(value) || !isString(value.name)) return false;
  const { kind, categories, parts, fill } = value;
  const isNumeric = fill === undefined || isFiniteNumber(fill);
  if (kind === 'number') return isNumeric;
  if (kind === 'date') return isNumeric && isArrayOf(isDatePart)(parts) && areDistinct(parts);
  return (
    (kind === 'oneHot' || kind === 'index') &&
    isCategories(categories) &&
    (fill === undefined || (isString(fill) && categories.includes(fill)))
  );
};

const isDatePart = (value: unknown): value is DatePart =>
  value === 'time' || cycles.some((cycle) => value === cycle);

const isTarget = (value: unknown): value is TargetEncoding =>
  isRecord(value) &&
  isString(value.name) &&
  (value.kind === 'number'
    ? (value.mean === undefined && value.std === undefined) ||
      (isFiniteNumber(value.mean) && isFiniteNumber(value.std) && value.std > 0)
    : value.kind === 'classes' && isCategories(value.classes));

const isScale = (value: unknown, width: number): boolean =>
  isRecord(value) &&
  isArrayOf(isFiniteNumber)(value.mean) &&
  isArrayOf(isFiniteNumber)(value.std) &&
  value.mean.length === width &&
  value.std.length === width &&
  value.std.every((std) => std >= 0);

const isCategories = (value: unknown): value is readonly string[] =>
  isArrayOf(isString)(value) && areDistinct(value);

const areDistinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;
