import { type Command, Option as Flag } from 'commander';
import { type AnyOption, helpOf, kebab, type Options } from './option.ts';

const flagOf = (name: string, one: AnyOption): Flag => {
  const flag = new Flag(
    `--${kebab(name)}${one.arg === undefined ? '' : ` <${one.arg}>`}`,
    helpOf(one),
  );
  // Help and completion show the names. A wrong one is reported with all other problems.
  if (one.codec.choices !== undefined) flag.argChoices = [...one.codec.choices];
  if (one.codec.isList)
    flag.argParser((text: string, all: readonly string[] = []) => [...all, text]);
  return flag;
};

/** Declares the options of a table for help, completion and misspelt names. */
export const declareOptions = (command: Command, options: Options): void => {
  for (const [name, one] of Object.entries(options)) {
    command.addOption(flagOf(name, one));
    if (one.negation !== undefined) command.option(`--no-${kebab(name)}`, one.negation);
  }
};
