import { readFile } from 'node:fs/promises';
import { fileError } from '@puregrad/data/node';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import Papa from 'papaparse';
import { type UsageError, usageError } from '../errors.ts';
import type { Options } from './option.ts';
import type { RawOptions } from './request.ts';

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);

/** The text of the flag that says the same; undefined for a value that no flag has. */
const flagTextOf = (value: unknown, isList: boolean): RawOptions[string] => {
  if (isScalar(value)) return typeof value === 'number' ? String(value) : value;
  if (typeof value !== 'object' || value === null) return undefined;
  const parts: readonly unknown[] = Object.values(value);
  if (!parts.every(isScalar)) return undefined;
  if (isList) return parts.map(String);
  if (parts.length === 0) return 'none';
  const items = Array.isArray(value)
    ? parts.map(String)
    : Object.entries(value).map(([name, of]) => `${name}=${of}`);
  return Papa.unparse([items], { delimiter: ',' });
};

/** A value as messages show it. */
const shown = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
};

/**
 * The options, with those of the file that `config` names: a JSON object of options by name, such as
 * `{ "target": "price", "hidden": [64, 64], "augment": { "shift": 2 } }`. Flags override the file.
 */
export const withConfig = async (
  { config, ...flags }: RawOptions,
  table: Options,
): Promise<Either<UsageError, RawOptions>> => {
  if (typeof config !== 'string') return right(flags);
  let text: string;
  try {
    text = await readFile(config, 'utf8');
  } catch (error) {
    return left(usageError([`--config: ${fileError('read', config, error).message}`]));
  }
  const options = decodeConfig(config, text, table);
  return isLeft(options) ? options : right({ ...options.right, ...flags });
};

/** The options in the text of a config file. */
export const decodeConfig = (
  config: string,
  text: string,
  table: Options,
): Either<UsageError, RawOptions> => {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    return left(usageError([`--config '${config}' is not JSON: ${(error as Error).message}`]));
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return left(
      usageError([`--config '${config}' must hold an object of options, such as { "epochs": 20 }`]),
    );
  const problems: string[] = [];
  const options: Record<string, NonNullable<RawOptions[string]>> = {};
  // Editors find the schema by this name.
  const { $schema: _, ...named } = given as { readonly [name: string]: unknown };
  for (const [name, value] of Object.entries(named)) {
    const one = Object.hasOwn(table, name) && name !== 'config' ? table[name] : undefined;
    const flagText = one && flagTextOf(value, one.codec.isList === true);
    if (one === undefined)
      problems.push(
        `--config '${config}': there is no option '${name}'; 'puregrad schema' prints all of them`,
      );
    else if (flagText === undefined)
      problems.push(
        `--config '${config}': ${name} must be a text, a number, true or false, or a list or an object of them, got ${shown(value)}`,
      );
    else options[name] = flagText;
  }
  return problems.length > 0 ? left(usageError(problems)) : right(options);
};
