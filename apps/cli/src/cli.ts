import tab from '@bomb.sh/tab/commander';
import { pipe } from '@puregrad/tensors';
import { Command, CommanderError } from 'commander';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type CommandSpec, commandSpecs } from './commands/specs.ts';
import { renderError } from './errors.ts';
import { ExitCode } from './exit-code.ts';
import { withConfig } from './options/config-file.ts';
import { declareOptions } from './options/declare.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

const CODES = 'Exit codes: 0 success, 1 failure, 2 wrong usage, data or files, 130 interrupted.';

/** Reads the command line and runs the command; the result is the exit code. */
export const runCli = async (args: readonly string[], terminal: Terminal): Promise<ExitCode> => {
  let code: ExitCode = ExitCode.ok;
  const program = emptyProgram(terminal);
  for (const spec of commandSpecs)
    declareCommand(program, spec).action(async (...all: readonly unknown[]) => {
      code = await invoke(spec, all.at(-1) as Command, terminal);
    });
  addCompletion(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Help and version are not errors; commander has written what was wrong otherwise.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    const { message, stack } = error as Error;
    terminal.err(`puregrad: ${program.opts().debug === true ? stack : message}`);
    return ExitCode.failed;
  }
};

const emptyProgram = (terminal: Terminal): Command =>
  new Command('puregrad')
    .description('Train, evaluate and use feedforward networks.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .option('--debug', 'print the stack trace of an unexpected error')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      outputError: (text) =>
        terminal.err(
          `puregrad: ${text
            .replace(/^error: /, '')
            .trim()
            .replace(/\.$/, '')
            .replace('\n', ' ')}; see puregrad --help`,
        ),
    })
    .addHelpText('after', `\n${CODES}`);

const declareCommand = (
  program: Command,
  { name, summary, arguments: args, options, notes, examples }: CommandSpec,
): Command => {
  const command = program
    .command(name)
    .description(summary)
    .helpOption('-h, --help', 'print this help');
  for (const [argument, help] of args) command.argument(argument, help);
  declareOptions(command, options);
  const lines = examples.map((example) => `  puregrad ${example}`).join('\n');
  return command.addHelpText(
    'after',
    `\n${notes === undefined ? '' : `${notes}\n\n`}Examples:\n${lines}\n\n${CODES}`,
  );
};

/** Runs a command with its arguments, its flags, and the options of a config file. */
const invoke = (
  { arguments: args, options: table, run }: CommandSpec,
  command: Command,
  terminal: Terminal,
): Promise<ExitCode> => {
  const values = command.processedArgs as readonly (string | readonly string[] | undefined)[];
  const named = args.flatMap(([argument], i) => {
    const name = argument.replace(/[^\w]/g, '');
    return Object.hasOwn(table, name) && values[i] !== undefined ? [[name, values[i]]] : [];
  });
  const given = { ...command.opts(), ...Object.fromEntries(named) };
  return pipe(
    () => withConfig(given, table),
    TE.flatMap((options) => run(values, options, terminal)),
    TE.match(renderError(terminal), (code) => code),
  )();
};

const addCompletion = (program: Command): void => {
  tab(program, { completionCommandName: 'completion' });
  program.commands
    .find((command) => command.name() === 'completion')
    ?.description(
      'print a script that completes commands and options: source <(puregrad completion bash)',
    );
};
