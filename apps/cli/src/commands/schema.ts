import { type Either, right } from 'fp-ts/lib/Either.js';
import { type InputError, unusable } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import { configSchema } from '../options/config-schema.ts';
import type { Options } from '../options/option.ts';
import type { Terminal } from '../terminal.ts';

/** `puregrad schema`: the JSON Schema of a command's config files. */
export const printSchema = (
  command: string,
  commands: readonly { readonly name: string; readonly options: Options }[],
  terminal: Terminal,
): Either<InputError, ExitCode> => {
  const configurable = commands.filter(({ options }) => Object.hasOwn(options, 'config'));
  const found = configurable.find(({ name }) => name === command);
  if (found === undefined)
    return unusable(
      `'${command}' does not read config files; these commands do: ${configurable.map(({ name }) => name).join(', ')}`,
    );
  terminal.out(JSON.stringify(configSchema(found.name, found.options), undefined, 2));
  return right(ExitCode.ok);
};
