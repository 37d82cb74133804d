import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { type EvaluateOptions, evaluate } from './commands/evaluate.ts';
import { train } from './commands/train.ts';
import { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';
import { choicesOf, type RawOptions } from './train-settings.ts';

/** One folder up both from the sources and from what is built. */
const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { readonly version: string };

const CODES = `
Exit codes: 0 done, 1 failed (data, training, files), 2 wrong usage, 130 interrupted.`;

const DATA = 'mnist, or a folder with IDX files in its form';

/** Reads the command line and runs the command; the result is the exit code. */
export const runCli = async (args: readonly string[], terminal: Terminal): Promise<ExitCode> => {
  let code: ExitCode = ExitCode.ok;
  const program = new Command('puregrad')
    .description('Train feedforward networks, and judge them.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .showHelpAfterError('(see puregrad --help)')
    .addHelpText('after', CODES);

  program
    .command('train')
    .description('train a network, save the best, and test it')
    .option('--data <name>', DATA, 'mnist')
    .option(
      '--hidden <widths>',
      'widths of the hidden layers, such as 256,128; or none (default: 128)',
    )
    .option('--activation <name>', `${choicesOf('activation')} (default: relu)`)
    .option('--init <name>', `${choicesOf('init')} (default: by activation)`)
    .option('--batch-norm', 'batch normalization before each activation')
    .option('--dropout <rate>', 'probability of dropping a hidden unit (default: 0)')
    .option('--l2 <lambda>', 'λ of the penalty λ Σw² on kernels (default: 0)')
    .option('--max-norm <radius>', 'largest norm of a unit’s incoming weights (default: none)')
    .option('--optimizer <name>', `${choicesOf('optimizer')} (default: adam)`)
    .option('--learning-rate <rate>', 'step size (default: by optimizer, 0.001 for adam)')
    .option('--schedule <name>', `${choicesOf('schedule')} (default: constant)`)
    .option('--clip-norm <norm>', 'largest norm of all gradients together (default: none)')
    .option('--epochs <n>', 'passes over the data, at most (default: 8)')
    .option('--batch-size <n>', 'examples a step (default: 64)')
    .option('--patience <n>', 'epochs without improvement before stopping early (default: 3)')
    .option('--validation <share>', 'share of the training data held out (default: 0.1)')
    .option('--limit <n>', 'use only the first n training examples (default: all)')
    .option(
      '--seed <n>',
      'decides everything random; the same seed gives the same model (default: 42)',
    )
    .option('--out <file>', 'where to save the model, as safetensors (default: nowhere)')
    .option('--json', 'one JSON object a line, for machines')
    .option('--quiet', 'only the result')
    .addHelpText(
      'after',
      `
Ctrl-C stops after the step under way and keeps the best parameters; a second one quits at once.

Examples:
  puregrad train --data mnist --out model.safetensors
  puregrad train --hidden 512,256 --activation elu --batch-norm --dropout 0.3 --schedule cosine
  puregrad train --optimizer momentum --learning-rate 0.05 --max-norm 3 --json
${CODES}`,
    )
    .action(async (options: RawOptions) => {
      code = await train(options, terminal);
    });

  program
    .command('evaluate')
    .description('judge a saved model on test data')
    .argument('<model>', 'a file that train saved')
    .option('--data <name>', DATA, 'mnist')
    .option('--json', 'one JSON object: loss, metrics, confusion matrix')
    .addHelpText(
      'after',
      `
Examples:
  puregrad evaluate model.safetensors --data mnist
  puregrad evaluate model.safetensors --json
${CODES}`,
    )
    .action(async (model: string, options: EvaluateOptions) => {
      code = await evaluate(model, options, terminal);
    });

  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Help and version are no errors; commander has written what was wrong otherwise.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    throw error;
  }
};
