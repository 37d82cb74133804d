import { ExitCode } from '../exit-code.ts';
import { configSchema } from '../options/config-schema.ts';
import type { Options } from '../options/option.ts';
import { refuse, type Terminal } from '../terminal.ts';

/** `puregrad schema`: the JSON Schema of a command's config files. */
export const printSchema = (
  command: string,
  commands: readonly { readonly name: string; readonly options: Options }[],
  terminal: Terminal,
): ExitCode => {
  const configurable = commands.filter(({ options }) => Object.hasOwn(options, 'config'));
  const found = configurable.find(({ name }) => name === command);
  if (found === undefined)
    return refuse(
      terminal,
      `'${command}' has no config files; those with are ${configurable.map(({ name }) => name).join(', ')}`,
    );
  terminal.out(JSON.stringify(configSchema(found.name, found.options), undefined, 2));
  return ExitCode.ok;
};
