import { isTensor, PuregradError } from '@puregrad/tensors';
import type { Complaint } from '../target.ts';
import type { Call, Kind } from './call.ts';
import { modules } from './modules.ts';
import { isWhole } from './values.ts';
import { kindOf, wrongValues } from './wrong-values.ts';

/** One wrong value in one place of one call. */
export interface Attempt {
  readonly module: string;
  readonly name: string;
  readonly call: number;
  /** The path of the value in the arguments, such as `1.axes`. */
  readonly path: readonly string[];
  /** A name of `wrongValues`; undefined if an option is misspelt. */
  readonly value: string | undefined;
}

const isOpen = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  !isTensor(value) &&
  !isWhole(value) &&
  (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype);

const DEEPEST = 3;

const placesOf = (value: unknown, path: readonly string[]): readonly (readonly string[])[] => [
  ...(path.length === 0 ? [] : [path]),
  ...(isOpen(value) && path.length < DEEPEST
    ? Object.entries(value).flatMap(([key, field]) => placesOf(field, [...path, key]))
    : []),
];

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((at, key) => (at as Readonly<Record<string, unknown>>)[key], value);

const replaced = (
  value: unknown,
  [key, ...rest]: readonly string[],
  change: (old: unknown) => unknown,
): unknown => {
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item, i) => (String(i) === key ? replaced(item, rest, change) : item));
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [key]: replaced(record[key], rest, change) };
};

/** Options, with the last letter of the last name replaced by `_`. */
const misspelt = (options: unknown): unknown => {
  const [name, ...others] = Object.keys(options as object).reverse();
  const fields = options as Readonly<Record<string, unknown>>;
  return {
    ...Object.fromEntries(others.map((other) => [other, fields[other]])),
    [`${name!.slice(0, -1)}_`]: fields[name!],
  };
};

const callsOf = (module: string, name: string): readonly Call[] => {
  const calls = modules[module]!.calls[name]!;
  return 'notCalled' in calls ? [] : calls;
};

/** Whether an argument is an options object, which accepts known names only. */
const isOptions = (args: unknown, path: readonly string[]): boolean => {
  const value = valueAt(args, path);
  return (
    path.length === 1 && isOpen(value) && !Array.isArray(value) && Object.keys(value).length > 0
  );
};

/** Every wrong value in every place of every call of an export. */
export const attemptsOf = (module: string, name: string): readonly Attempt[] =>
  callsOf(module, name).flatMap(({ args, fixed = [], long = [] }, call) =>
    placesOf(args(), [])
      .filter((path) => !fixed.some((at) => path.join('.').startsWith(at)))
      .flatMap((path) => [
        ...Object.keys(wrongValues)
          .filter((value) => !(long.includes(path.join('.')) && value.startsWith('2 **')))
          .map((value) => ({ module, name, call, path, value })),
        ...(isOptions(args(), path) ? [{ module, name, call, path, value: undefined }] : []),
      ]),
  );

const run = async ({ module, name }: Attempt, { of, use }: Call, args: readonly unknown[]) => {
  const exported = modules[module]!.exported[name];
  const f = (of === undefined ? exported : of(exported as never)) as (
    ...args: readonly unknown[]
  ) => unknown;
  const result = await f(...args);
  return use === undefined ? result : await use(result as never);
};

/** Whether a value has another kind than the expected one, and must therefore be refused. */
const isOfWrongKind = (valid: unknown, value: unknown, also: readonly Kind[]): boolean => {
  const [wanted, kind] = [kindOf(valid), kindOf(value)];
  // If tensors are allowed too, a number is an element.
  if (kind === 'NaN' && (wanted === 'tensor' || also.includes('tensor')))
    return isOfWrongKind(valid, 0, also);
  if (wanted === 'nothing' || kind === 'nothing' || also.includes('any')) return false;
  return wanted !== kind && !also.includes(kind as Kind);
};

export const showAttempt = ({ module, name, call, path, value }: Attempt): string =>
  `${module}: ${name} (call ${call}) with ${value ?? 'a misspelt option'} at ${path.join('.')}`;

const isLeft = (result: unknown): boolean =>
  (result as { readonly _tag?: unknown } | null | undefined)?._tag === 'Left';

/** The problem with an export's reaction to it, if any. */
export const tryAttempt = async (attempt: Attempt): Promise<Complaint | undefined> => {
  const { module, name, path, value } = attempt;
  const call = callsOf(module, name)[attempt.call]!;
  const valid = call.args();
  const wrong = value === undefined ? undefined : wrongValues[value]!();
  const args = replaced(
    valid,
    path,
    value === undefined ? misspelt : () => wrong,
  ) as readonly unknown[];
  try {
    const result = await run(attempt, call, args);
    const also = call.also?.[path.join('.')] ?? [];
    const refused =
      value === undefined
        ? !also.some((kind) => kind === 'any' || kind === 'names')
        : isOfWrongKind(valueAt(valid, path), wrong, also);
    return refused && !isLeft(result)
      ? { kind: 'wrong', report: `${showAttempt(attempt)} is accepted` }
      : undefined;
  } catch (error) {
    if (error instanceof PuregradError) return undefined;
    const stack =
      error instanceof Error
        ? (error.stack ?? '').split('\n').slice(0, 4).join('\n')
        : String(error);
    return { kind: 'throws', report: `${showAttempt(attempt)} throws ${stack}` };
  }
};

/** The problem with a valid call, if any: it must succeed. */
export const tryValid = async (module: string, name: string): Promise<readonly string[]> => {
  const failures: string[] = [];
  for (const [i, call] of callsOf(module, name).entries())
    try {
      const result = await run(
        { module, name, call: i, path: [], value: undefined },
        call,
        call.args(),
      );
      if (isLeft(result) !== (call.left ?? false))
        failures.push(`${module}: ${name} (call ${i}) gives ${JSON.stringify(result)}`);
    } catch (error) {
      failures.push(`${module}: ${name} (call ${i}): ${(error as Error).stack}`);
    }
  return failures;
};

/** The error that an export throws for an attempt, if any, and the names of the valid value in that place. */
export const errorOf = async (
  attempt: Attempt,
): Promise<{ readonly error: unknown; readonly names: readonly string[] }> => {
  const { module, name, path, value } = attempt;
  const call = callsOf(module, name)[attempt.call]!;
  const valid = call.args();
  const replaces = valueAt(valid, path);
  const names = isOpen(replaces) ? Object.keys(replaces) : [];
  const change = value === undefined ? misspelt : wrongValues[value]!;
  try {
    await run(attempt, call, replaced(valid, path, change) as readonly unknown[]);
    return { error: undefined, names };
  } catch (error) {
    return { error, names };
  }
};
