import { type Either, tryCatch } from 'fp-ts/lib/Either.js';
import type { DataError } from './data-error.ts';

/** The value in a JSON text, or Left with what the platform says is wrong with it. */
export const parseJson = (source: string, text: string): Either<DataError, unknown> =>
  tryCatch(
    () => JSON.parse(text) as unknown,
    (reason) => ({
      _tag: 'InvalidJson',
      source,
      message: `${source} is not JSON: ${(reason as Error).message}; check that it is the right text, and whole`,
    }),
  );

/** A value of JSON as errors show it: its first letters, however deeply it is nested. */
export const showJson = (value: unknown): string => {
  let text: string;
  try {
    text = JSON.stringify(value) ?? 'missing';
  } catch {
    text = 'nested too deeply'; // Parsing goes deeper than writing.
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
