import { readFile } from 'node:fs/promises';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import type { RawOptions } from './train-settings.ts';

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);

/** As a flag has it; undefined for what no flag has. */
const textOf = (value: unknown): string | boolean | undefined => {
  if (isScalar(value)) return typeof value === 'number' ? String(value) : value;
  if (typeof value !== 'object' || value === null) return undefined;
  const parts: readonly unknown[] = Object.values(value);
  if (!parts.every(isScalar)) return undefined;
  if (Array.isArray(value)) return parts.length === 0 ? 'none' : parts.join(',');
  return Object.entries(value)
    .map(([name, of]) => `${name}=${of}`)
    .join(',');
};

/** A value as errors show it. */
const shown = (value: unknown): string =>
  Array.isArray(value)
    ? 'a list'
    : typeof value === 'object' && value !== null
      ? 'an object'
      : String(value);

/**
 * The options with those of the file that `config` names, which yield to flags: a JSON object of options
 * by name, `{ "target": "price", "hidden": [64, 64], "augment": { "shift": 2 } }`.
 */
export const withConfig = async (
  { config, ...flags }: RawOptions,
  names: readonly string[],
): Promise<Either<readonly string[], RawOptions>> => {
  if (typeof config !== 'string') return right(flags);
  let text: string;
  try {
    text = await readFile(config, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return left([
      `--config '${config}' cannot be read: ${code === 'ENOENT' ? 'there is no such file' : message}`,
    ]);
  }
  const options = decodeConfig(config, text, names);
  return isLeft(options) ? options : right({ ...options.right, ...flags });
};

/** The options in the text of a file. */
export const decodeConfig = (
  config: string,
  text: string,
  names: readonly string[],
): Either<readonly string[], RawOptions> => {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    return left([`--config '${config}' is no JSON: ${(error as Error).message}`]);
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return left([`--config '${config}' must hold an object of options, such as { "epochs": 20 }`]);
  const problems: string[] = [];
  const options: Record<string, string | boolean> = {};
  for (const [name, value] of Object.entries(given)) {
    const option = textOf(value);
    if (!names.includes(name) || name === 'config')
      problems.push(`--config '${config}': there is no option '${name}'; train --help names all`);
    else if (option === undefined)
      problems.push(
        `--config '${config}': ${name} must be a text, a number, true or false, or a list or an object of them, got ${shown(value)}`,
      );
    else options[name] = option;
  }
  return problems.length > 0 ? left(problems) : right(options);
};
