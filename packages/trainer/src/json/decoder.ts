import {
  type Either,
  left,
  map,
  right,
  toUnion,
  traverseArray,
  tryCatch,
} from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';

/** A function from a JSON value to a typed value, or to an error that names the path of the first invalid part. */
export type Decoder<T> = (value: unknown, path: string) => Either<string, T>;

export type JsonObject = Readonly<Record<string, unknown>>;

/** The value of a JSON text, or the reason why it is not JSON. */
export const parseJson = (
  text: string,
  reviver?: (this: unknown, key: string, value: unknown) => unknown,
): Either<string, unknown> =>
  tryCatch(
    () => JSON.parse(text, reviver) as unknown,
    () => 'is not JSON',
  );

/** The beginning of a value as JSON. `JSON.stringify` accepts less nesting than `JSON.parse`. */
const show = (value: unknown): string =>
  pipe(
    tryCatch(
      () => JSON.stringify(value) ?? 'missing',
      () => 'nested too deeply',
    ),
    toUnion,
    (written) => (written.length > 60 ? `${written.slice(0, 60)}…` : written),
  );

export const refuse = (path: string, wanted: string, value: unknown): Either<string, never> =>
  left(`its '${path}' must be ${wanted}, is ${show(value)}`);

/** Values that a type guard accepts. */
export const guarded =
  <T>(isWanted: (value: unknown) => value is T, wanted: string): Decoder<T> =>
  (value, path) =>
    isWanted(value) ? right(value) : refuse(path, wanted, value);

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const record: Decoder<JsonObject> = guarded(isJsonObject, 'an object');

export const text: Decoder<string> = guarded(
  (value): value is string => typeof value === 'string',
  'a text',
);

/** Excludes −0, which is not written as an integer. */
export const integer = (least: number): Decoder<number> =>
  guarded(
    (value): value is number =>
      Number.isSafeInteger(value) && (value as number) >= least && !Object.is(value, -0),
    `an integer from ${least}`,
  );

export const list =
  <T>(item: Decoder<T>): Decoder<readonly T[]> =>
  (value, path) =>
    Array.isArray(value)
      ? pipe(
          [...value.entries()],
          traverseArray(([i, each]: readonly [number, unknown]) => item(each, `${path}[${i}]`)),
        )
      : refuse(path, 'a list', value);

/** The fields of an object by name, in the order of the names. */
const entriesOf = <T>(
  entries: readonly (readonly [name: string, decoded: () => Either<string, T>])[],
): Either<string, readonly (readonly [string, T])[]> =>
  pipe(
    entries,
    traverseArray(([name, decoded]) =>
      pipe(
        decoded(),
        map((value) => [name, value] as const),
      ),
    ),
  );

const within = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** An object with any names and values of one kind. */
export const dictionary =
  <T>(item: Decoder<T>): Decoder<{ readonly [name: string]: T }> =>
  (value, path) =>
    isJsonObject(value)
      ? pipe(
          entriesOf(
            Object.entries(value).map(([name, each]) => [
              name,
              () => item(each, within(path, name)),
            ]),
          ),
          map((entries) => Object.fromEntries(entries)),
        )
      : refuse(path, 'an object', value);

/** A decoder for each field of a type; that of an optional field may return undefined. */
export type Fields<T> = {
  readonly [P in keyof Required<T>]: Decoder<P extends keyof T ? T[P] : never>;
};

/** An object with these fields. A missing field stays missing if its decoder allows that; unknown fields are dropped. */
export const fields =
  <T extends object>(decoders: Fields<T>): Decoder<T> =>
  (value, path) =>
    isJsonObject(value)
      ? pipe(
          entriesOf(
            Object.entries<Decoder<unknown>>(decoders).map(([name, decode]) => [
              name,
              () =>
                decode(Object.hasOwn(value, name) ? value[name] : undefined, within(path, name)),
            ]),
          ),
          map(
            (entries) =>
              Object.fromEntries(entries.filter(([, found]) => found !== undefined)) as T,
          ),
        )
      : refuse(path, 'an object', value);

export const optional =
  <T>(decode: Decoder<T>): Decoder<T | undefined> =>
  (value, path) =>
    value === undefined ? right(undefined) : decode(value, path);
