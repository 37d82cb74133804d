import { type Either, flatMap, left, map, mapLeft, right, tryCatch } from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { isJsonObject, type JsonObject, parseJson } from './json/decoder.ts';

/** Why bytes are not a safetensors file. */
export interface TensorFileError {
  readonly _tag: 'TensorFileError';
  readonly message: string;
}

/** The size, in bytes, of the field before the header, which holds the header's length. */
export const PREFIX = 8;

const tensorFileError = (message: string): TensorFileError => ({
  _tag: 'TensorFileError',
  message,
});

export const fail = (message: string): Either<TensorFileError, never> =>
  left(tensorFileError(message));

export interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const isEntry = (value: unknown): value is Entry => {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Partial<Entry>;
  return (
    typeof dtype === 'string' &&
    [shape, offsets].every((list) => Array.isArray(list) && list.every(isCount)) &&
    offsets?.length === 2
  );
};

/** Excludes −0, on which readers do not agree. */
const isCount = (n: unknown): boolean =>
  Number.isSafeInteger(n) && ((n as number) > 0 || Object.is(n, 0));

const TEXTS = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g;

/** The names of all objects in a JSON text, with repetitions. */
const namesWritten = (text: string): number => {
  let count = 0;
  for (const [, colon] of text.matchAll(TEXTS)) if (colon !== undefined) count++;
  return count;
};

/** The header, or the reason why the bytes have none. */
export const parseHeader = (bytes: Uint8Array): Either<TensorFileError, JsonObject> =>
  pipe(
    tryCatch(
      () => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
      () => 'is not JSON',
    ),
    flatMap((text) => {
      // For a repeated name, `JSON.parse` keeps the last value; another reader may keep the first.
      let names = -1;
      return pipe(
        parseJson(text, function (this: unknown, _, value: unknown) {
          if (!Array.isArray(this)) names++;
          return value;
        }),
        map((header) => ({ header: header as JsonObject, isTwice: names < namesWritten(text) })),
      );
    }),
    mapLeft((why): TensorFileError => tensorFileError(`not a safetensors file: its header ${why}`)),
    flatMap(({ header, isTwice }) =>
      isTwice ? fail('damaged: its header repeats a name') : right(header),
    ),
  );

export const isText = (value: unknown): value is { readonly [name: string]: string } =>
  isJsonObject(value) && Object.values(value).every((each) => typeof each === 'string');

/** The entries in the order of their elements, which follow each other without a gap or an overlap. */
export const inOrder = (
  entries: Readonly<Record<string, unknown>>,
  size: number,
): Either<TensorFileError, readonly (readonly [string, Entry])[]> => {
  const found: [string, Entry][] = [];
  for (const [name, entry] of Object.entries(entries)) {
    if (!isEntry(entry))
      return fail(`damaged: the header's entry '${name}' does not describe a tensor`);
    found.push([name, entry]);
  }
  found.sort(([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1]);
  let end = 0;
  for (const [name, { data_offsets: offsets }] of found) {
    const [from, to] = offsets;
    if (from !== end)
      return fail(
        `damaged: tensor '${name}' begins at byte ${from} of the elements, not at ${end}, where the one before it ends`,
      );
    if (to < from) return fail(`damaged: tensor '${name}' ends before it begins`);
    if (to > size)
      return fail(
        `cut short: tensor '${name}' ends at byte ${to} of the elements, of which there are ${size} bytes`,
      );
    end = to;
  }
  return end === size ? right(found) : fail(`damaged: ${size - end} bytes follow its last tensor`);
};
