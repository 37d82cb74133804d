import { type Either, tryCatch } from 'fp-ts/lib/Either.js';
import type { DataError } from './data-error.ts';

/** The value of a JSON text, or Left with the platform's error message. */
export const parseJson = (source: string, text: string): Either<DataError, unknown> =>
  tryCatch(
    () => JSON.parse(text) as unknown,
    (reason) => ({
      _tag: 'InvalidJson',
      source,
      message: `${source} is not JSON: ${(reason as Error).message}; check that it is the right text, and whole`,
    }),
  );

/** The text of a JSON value for errors: its first characters, however deeply it is nested. */
export const showJson = (value: unknown): string => {
  let text: string;
  try {
    text = JSON.stringify(value) ?? 'missing';
  } catch {
    text = 'nested too deeply'; // `JSON.parse` accepts deeper nesting than `JSON.stringify`.
  }
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isFiniteNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);

export const isString = (value: unknown): value is string => typeof value === 'string';

export const isArrayOf =
  <T>(isItem: (value: unknown) => value is T) =>
  (value: unknown): value is readonly T[] =>
    Array.isArray(value) && value.every(isItem);
