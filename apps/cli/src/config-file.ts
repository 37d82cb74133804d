import { readFile } from 'node:fs/promises';
import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { RawOptions } from './train-settings.ts';

const textOf = (value: unknown): string | boolean | undefined => {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, of]) => `${name}=${of}`)
      .join(',');
  return undefined;
};

/**
 * The options with those of the file that `config` names, which yield to flags: a JSON object of options
 * by name, `{ "target": "price", "hidden": [64, 64], "augment": { "shift": 2 } }`.
 */
export const withConfig = async (
  { config, ...flags }: RawOptions,
  names: readonly string[],
): Promise<Either<readonly string[], RawOptions>> => {
  if (typeof config !== 'string') return right(flags);
  let given: unknown;
  try {
    given = JSON.parse(await readFile(config, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return left([
      code === undefined
        ? `--config '${config}' is no JSON: ${message}`
        : `--config '${config}' cannot be read: ${code === 'ENOENT' ? 'there is no such file' : message}`,
    ]);
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return left([`--config '${config}' must hold an object of options, such as { "epochs": 20 }`]);
  const problems: string[] = [];
  const options: Record<string, string | boolean> = {};
  for (const [name, value] of Object.entries(given)) {
    const text = textOf(value);
    if (!names.includes(name) || name === 'config')
      problems.push(`--config '${config}': there is no option '${name}'; train --help names all`);
    else if (text === undefined)
      problems.push(
        `--config '${config}': ${name} must be a text, a number, true or false, or a list, got ${JSON.stringify(value)}`,
      );
    else options[name] = text;
  }
  return problems.length > 0 ? left(problems) : right({ ...options, ...flags });
};
