import { Command, CommanderError } from 'commander';
import { isLeft } from 'fp-ts/lib/Either.js';
import { type EvaluateOptions, evaluate } from './commands/evaluate.ts';
import { type InspectOptions, inspect } from './commands/inspect.ts';
import { type PredictOptions, predict } from './commands/predict.ts';
import { resume, train } from './commands/train.ts';
import { withConfig } from './config-file.ts';
import { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';
import { choicesOf, type RawOptions } from './train-settings.ts';
import { version } from './version.ts';

const CODES = `
Exit codes: 0 done, 1 failed (training, models, files), 2 wrong usage or training data, 130 interrupted.`;

const DATA = 'a .csv, .tsv or .npz file, IDX images, a folder of those, mnist, or penguins';

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
    .argument('[data]', `${DATA} (default: mnist)`)
    .option('--data <name>', 'the same by a flag')
    .option('--target <column>', 'the column to learn; of a .npz file the array (default: y)')
    .option('--task <name>', `${choicesOf('task')} (default: found from the target)`)
    .option('--labels <file>', 'the IDX file of labels that belongs to IDX images')
    .option(
      '--test <file|share>',
      'rows to judge the result by, which training never sees (default: none, or those of mnist)',
    )
    .option(
      '--hidden <widths>',
      'widths of the hidden layers, such as 256,128; or none (default: 64,64; 128 for images)',
    )
    .option('--activation <name>', `${choicesOf('activation')} (default: relu)`)
    .option('--init <name>', `${choicesOf('init')} (default: by activation)`)
    .option('--batch-norm', 'batch normalization before each activation')
    .option('--dropout <rate>', 'probability of dropping a hidden unit (default: 0)')
    .option('--l2 <lambda>', 'λ of the penalty λ Σw² on kernels (default: 0.0001; 0 for images)')
    .option('--l1 <lambda>', 'λ of the penalty λ Σ|w| on kernels (default: 0)')
    .option('--label-smoothing <share>', 'how uncertain labels are made (default: 0)')
    .option('--noise <std>', 'Gaussian noise on the inputs of training (default: 0)')
    .option(
      '--augment <changes>',
      'random changes of training images: shift=pixels, rotation=degrees, zoom=share, elastic=α, with commas between (default: none)',
    )
    .option('--sam <rho>', 'sharpness-aware minimization, looking so far uphill (default: off)')
    .option('--plateau', 'reduce the rate where the validation loss stands still')
    .option('--max-norm <radius>', 'largest norm of a unit’s incoming weights (default: none)')
    .option('--optimizer <name>', `${choicesOf('optimizer')} (default: adam)`)
    .option('--learning-rate <rate>', 'step size (default: by optimizer, 0.001 for adam)')
    .option('--schedule <name>', `${choicesOf('schedule')} (default: constant)`)
    .option('--clip-norm <norm>', 'largest norm of all gradients together (default: none)')
    .option('--epochs <n>', 'passes over the data, at most (default: by their size; 8 for images)')
    .option('--batch-size <n>', 'examples a step (default: 32 to 128 by the size of the data)')
    .option(
      '--patience <n>',
      'epochs without improvement before stopping early (default: by epochs; 3 for images)',
    )
    .option(
      '--validation <share>',
      'share of the training rows to choose the epoch by (default: 0.15; 0.1 for images)',
    )
    .option(
      '--refit',
      'train again on all rows when those held out have chosen the epoch (default: below 10,000 rows)',
    )
    .option('--no-refit', 'keep what was trained without the rows held out')
    .option('--limit <n>', 'use only the first n training examples (default: all)')
    .option(
      '--seed <n>',
      'decides everything random; the same seed gives the same model (default: 42)',
    )
    .option('--out <file>', 'where to save the model, as safetensors (default: nowhere)')
    .option(
      '--config <file>',
      'options from a JSON file, by their names in camelCase; flags come first',
    )
    .option('--report <file>', 'write a page about the run, as HTML that needs nothing else')
    .option(
      '--run <folder>',
      'keep the run there, so that resume can go on with it (default: nowhere)',
    )
    .option('--save-every <seconds>', 'how often the run is kept (default: 5)')
    .option('--json', 'one JSON object a line, for machines')
    .option('--quiet', 'only the result')
    .addHelpText(
      'after',
      `
Ctrl-C stops after the step under way and keeps the best parameters; a second one quits at once.

Examples:
  puregrad train penguins --target species --test 0.2 --out model.safetensors
  puregrad train data.csv --target price --test test.csv
  puregrad train mnist --out model.safetensors
  puregrad train --hidden 512,256 --activation elu --batch-norm --dropout 0.3 --schedule cosine
  puregrad train --optimizer momentum --learning-rate 0.05 --max-norm 3 --json
${CODES}`,
    )
    .action(async (data: string | undefined, options: RawOptions, command: Command) => {
      const given = data === undefined ? options : { ...options, data };
      const names = command.options.map((option) => option.attributeName());
      const all = await withConfig(given, names);
      if (isLeft(all)) for (const problem of all.left) terminal.err(`puregrad: ${problem}`);
      code = isLeft(all) ? ExitCode.usage : await train(all.right, terminal);
    });

  program
    .command('resume')
    .description('go on with a run that was interrupted, as if it had never stopped')
    .argument('<folder>', 'the folder that train --run kept it in')
    .addHelpText(
      'after',
      `
The model is the same, byte for byte, as that of a run that nobody interrupted.

Examples:
  puregrad train data.csv --target price --out model.safetensors --run price-run
  puregrad resume price-run
${CODES}`,
    )
    .action(async (folder: string) => {
      code = await resume(folder, terminal);
    });

  program
    .command('evaluate')
    .description('judge a saved model on test data')
    .argument('<model>', 'a file that train saved')
    .argument('[data]', `${DATA} (default: what it was trained on)`)
    .option('--data <name>', 'the same by a flag')
    .option('--labels <file>', 'the IDX file of labels that belongs to IDX images')
    .option('--json', 'one JSON object: loss, metrics, confusion matrix')
    .addHelpText(
      'after',
      `
Examples:
  puregrad evaluate model.safetensors test.csv
  puregrad evaluate model.safetensors --json
${CODES}`,
    )
    .action(async (model: string, data: string | undefined, options: EvaluateOptions) => {
      code = await evaluate(model, data === undefined ? options : { ...options, data }, terminal);
    });

  program
    .command('predict')
    .description('what a saved model says of the rows of a file')
    .argument('<model>', 'a file that train saved')
    .argument(
      '<data>',
      'rows like those it was trained on, the target not needed; - for CSV from standard input',
    )
    .option('--out <file>', 'where to write, as CSV (default: standard output)')
    .option('--probabilities', 'the probability of each class too')
    .option('--only', 'predictions alone, without the columns of the input')
    .addHelpText(
      'after',
      `
Examples:
  puregrad predict model.safetensors new.csv --out predicted.csv --probabilities
  cat new.csv | puregrad predict model.safetensors - --only
${CODES}`,
    )
    .action(async (model: string, data: string, options: PredictOptions) => {
      code = await predict(model, data, options, terminal);
    });

  program
    .command('inspect')
    .description('what is in a model or a checkpoint: layers, norms, history')
    .argument('<file>', 'a file that train saved, or any safetensors file')
    .option('--json', 'one JSON object')
    .action(async (file: string, options: InspectOptions) => {
      code = await inspect(file, options, terminal);
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
