import { right } from 'fp-ts/lib/Either.js';
import { type Decoder, isJsonObject, refuse } from './decoder.ts';

/** The numbers that JSON would convert to null or to another zero, by name. */
const UNWRITABLE: ReadonlyMap<string, number> = new Map(
  [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0].map((value) => [
    nameOf(value),
    value,
  ]),
);

function nameOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A value as JSON; a number that JSON does not represent becomes `{ "number": "NaN" }` and the like. */
export const stringify = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'number' && UNWRITABLE.has(nameOf(each)) ? { number: nameOf(each) } : each,
  );

/** Any number that `stringify` wrote. */
export const number: Decoder<number> = (value, path) => {
  if (typeof value === 'number' && Number.isFinite(value)) return right(value);
  const name = isJsonObject(value) ? value.number : undefined;
  const found = typeof name === 'string' ? UNWRITABLE.get(name) : undefined;
  return found === undefined ? refuse(path, 'a number', value) : right(found);
};
