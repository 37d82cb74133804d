import { kindOf as kindOfTensor } from './copies.ts';
import { type DType, isDType } from './dtype.ts';
import { ArgumentError, DTypeError } from './errors.ts';
import { kindOf, showValue, withArticle } from './show-value.ts';
import type { Tensor } from './tensor.ts';

type Word =
  /** Not NaN, which is rarely meant as a setting: `number|NaN` allows it. */
  | 'number'
  | 'NaN'
  | 'integer'
  | 'string'
  | 'boolean'
  | 'function'
  | 'object'
  | 'tensor'
  | 'array'
  | 'typed array'
  | 'any'
  /** One of a few words. */
  | `'${string}'`
  /** An object that has these members. */
  | `{${string}}`
  /** An array of these. */
  | `${string}[]`;

/** The kinds that an argument may be of: `number`, `number[]|tensor`, `'min'|'max'`, `{init,update}`; `number?` may be left out. */
export type Kinds = Word | `${Word}?` | `${Word}|${string}`;

/** The kinds of each option: total, so that an option without a kind does not compile. */
export type KindsOf<O> = { readonly [K in keyof O]-?: Kinds };

type Test = (value: unknown) => boolean;

/** The test of a kind. */
const testOfWord = (kind: string): Test => {
  if (kind.endsWith('[]')) {
    const item = testOfWord(kind.slice(0, -2));
    // Unlike `every` of the array itself, this meets its holes.
    return (value) => Array.isArray(value) && Array.from(value).every(item);
  }
  if (kind[0] === "'") {
    const word = kind.slice(1, -1);
    return (value) => value === word;
  }
  if (kind[0] === '{') {
    const names = kind.slice(1, -1).split(',');
    return (value) =>
      typeof value === 'object' &&
      value !== null &&
      names.every((name) => (value as Readonly<Record<string, unknown>>)[name] !== undefined);
  }
  if (kind === 'any') return () => true;
  if (kind === 'integer') return Number.isInteger;
  return (value) => (Number.isNaN(value) ? 'NaN' : kindOf(value)) === kind;
};

const wordsOf = (kinds: string): readonly string[] => kinds.replace('?', '').split('|');

/** They are few, and asked for at every call. */
const tests = new Map<string, Test>();

const testOf = (kinds: string): Test => {
  const known = tests.get(kinds);
  if (known !== undefined) return known;
  const words = wordsOf(kinds).map(testOfWord);
  const isOptional = kinds.endsWith('?');
  const test: Test = (value) =>
    value === undefined ? isOptional : words.some((word) => word(value));
  tests.set(kinds, test);
  return test;
};

/** The value that came; for an array, the first of its items that is of another kind. */
const showGot = (value: unknown, kinds: string): string => {
  if (!Array.isArray(value) || !kinds.includes('[]')) return showValue(value);
  const items = testOf(kinds.replaceAll('[]', '').replace('?', ''));
  return `an array with ${showValue(Array.from(value).find((item) => !items(item)))}`;
};

/** @throws ArgumentError for an argument of another kind. */
export const checkArgument = (
  operation: string,
  name: string,
  value: unknown,
  kinds: string,
): void => {
  if (!testOf(kinds)(value))
    throw new ArgumentError(
      `${operation}: ${name} must be ${wordsOf(kinds.replace('|NaN', '')).map(withArticle).join(' or ')}, got ${showGot(value, kinds)}`,
    );
};

/**
 * Options, or arguments by their names, as they were given, if each is known and of its kind. Without this check
 * and without types (in JavaScript, from JSON), a default would replace a misspelt option, and a wrong value
 * would fail later, with an error that names neither.
 *
 * @throws ArgumentError that names the operation, the option, what it may be and what came.
 * @example
 * ```ts
 * import { checkOptions } from '@puregrad/tensors/interpreters';
 * import { tryCatch } from 'fp-ts/lib/Either.js';
 * const halve = (options: { readonly times?: number } = {}) =>
 *   0.5 ** (checkOptions('halve', options, { times: 'number?' }).times ?? 1);
 * halve({ times: 2 }); // => 0.25
 * tryCatch(() => halve(JSON.parse('{ "time": 2 }')), String);
 * // => { _tag: 'Left', left: "ArgumentError: halve: there is no option 'time', only times" }
 * ```
 */
export const checkOptions = <O extends object>(
  operation: string,
  options: O,
  kinds: KindsOf<O>,
): O => {
  if (kindOf(options) !== 'object')
    throw new ArgumentError(`${operation}: options are an object, not ${showValue(options)}`);
  const known = kinds as Readonly<Record<string, string>>;
  for (const name in options)
    if (known[name] === undefined || !Object.hasOwn(known, name))
      throw new ArgumentError(
        `${operation}: there is no option '${name}', only ${Object.keys(known).join(', ')}`,
      );
  for (const name in known)
    checkArgument(
      operation,
      name,
      (options as Readonly<Record<string, unknown>>)[name],
      known[name]!,
    );
  return options;
};

/**
 * A tensor as it was given, or as a function of the user's gave it.
 *
 * @throws ArgumentError for anything else, which names the operation, or the function, and what came.
 * @example
 * ```ts
 * import { square, type Tensor, tensor } from '@puregrad/tensors';
 * import { requireTensor } from '@puregrad/tensors/interpreters';
 * const cost = (loss: (x: Tensor) => Tensor) => requireTensor('the loss', loss(tensor([3])));
 * cost(square).toArray(); // => [9]
 * ```
 */
export const requireTensor = (operation: string, value: Tensor): Tensor => {
  if (kindOfTensor(value) === undefined)
    throw new ArgumentError(
      `${operation}: a tensor is expected, got ${showValue(value)}; wrap arrays with tensor([…])`,
    );
  return value;
};

/** @throws DTypeError for a type of elements that there is none of. */
export const requireDType = (operation: string, dtype: DType): void => {
  if (!isDType(dtype))
    throw new DTypeError(
      `${operation}: a dtype is 'float32', 'float64' or 'int32', got ${showValue(dtype)}`,
    );
};
