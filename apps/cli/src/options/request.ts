import { type Either, left, right } from 'fp-ts/lib/Either.js';
import { type UsageError, usageError } from '../errors.ts';
import {
  type Decided,
  type Facts,
  type Fallback,
  kebab,
  type Options,
  type Requested,
} from './option.ts';

/** Options as the command line gives them: texts, switches, and lists of texts. */
export type RawOptions = {
  readonly [name: string]: string | boolean | readonly string[] | undefined;
};

const textOfRaw = (raw: string | boolean | readonly string[]): string =>
  typeof raw === 'object' ? raw.join('\n') : String(raw);

/** Decodes all options of a table, and reports all that is wrong with them at once. */
export const requestOf = <T extends Options>(
  table: T,
  raw: RawOptions,
): Either<UsageError, Requested<T>> => {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  const problem = (name: string, allowed: string): void => {
    problems.push(`--${kebab(name)} must be ${allowed}, got '${textOfRaw(raw[name] ?? '')}'`);
  };
  for (const [name, { codec }] of Object.entries(table)) {
    const given = raw[name];
    if (given === undefined) continue;
    const decoded = codec.schema.safeParse(textOfRaw(given));
    if (decoded.success) values[name] = decoded.data;
    else problem(name, codec.allowed);
  }
  for (const [name, { fallback }] of Object.entries(table)) {
    const { kind, value } = fallback;
    if (kind === 'value' || kind === 'off') values[name] ??= value;
  }
  for (const [name, { fallback }] of Object.entries(table))
    if (fallback.kind === 'derived') values[name] ??= fallback.from(values as never);
  for (const [name, { conflict }] of Object.entries(table)) {
    const allowed = conflict?.(values as never);
    if (allowed !== undefined) problem(name, allowed);
  }
  return problems.length === 0 ? right(values as Requested<T>) : left(usageError(problems));
};

/** Decides what a request left to the data, in the order of the table. */
export const decidedBy = <T extends Options>(
  table: T,
  request: Requested<T>,
  facts: Facts,
): Decided<T> => {
  const settings: Record<string, unknown> = { ...request };
  for (const [name, one] of Object.entries(table)) {
    const fallback = one.fallback as Fallback<unknown>;
    if (fallback.kind === 'byData') settings[name] ??= fallback.decide(facts, settings as never);
  }
  return settings as Decided<T>;
};
