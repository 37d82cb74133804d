import tab from '@bomb.sh/tab/commander';
import { Command, CommanderError } from 'commander';
import { isLeft } from 'fp-ts/lib/Either.js';
import type { BenchOptions } from './commands/bench.ts';
import { type EvaluateOptions, evaluate } from './commands/evaluate.ts';
import { type InspectOptions, inspect } from './commands/inspect.ts';
import type { LabOptions } from './commands/lab.ts';
import { type PredictOptions, predict } from './commands/predict.ts';
import { resume, train } from './commands/train.ts';
import { withConfig } from './config-file.ts';
import { ExitCode } from './exit-code.ts';
import { withRunOptions } from './run-options.ts';
import type { SearchOptions } from './search/search-request.ts';
import { USUAL } from './search/search-space.ts';
import type { Terminal } from './terminal.ts';
import type { RawOptions } from './train-settings.ts';
import { version } from './version.ts';

const CODES = `
Exit codes: 0 done, 1 failed, 2 wrong usage, data or files, 130 interrupted.`;

const DATA = 'a .csv, .tsv or .npz file, IDX images, a folder of those, mnist, or penguins';

/** Reads the command line and runs the command; the result is the exit code. */
export const runCli = async (args: readonly string[], terminal: Terminal): Promise<ExitCode> => {
  let code: ExitCode = ExitCode.ok;
  const program = new Command('puregrad')
    .description('Train feedforward networks, and judge them.')
    .version(version)
    .option('--debug', 'where something unforeseen happens, say where in the program')
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
    .addHelpText('after', CODES);

  /** Options with those of a config file; undefined where that is wrong, and said so. */
  const givenOptions = async (
    data: string | undefined,
    options: RawOptions,
    command: Command,
  ): Promise<RawOptions | undefined> => {
    const names = command.options.map((option) => option.attributeName());
    const all = await withConfig(data === undefined ? options : { ...options, data }, names);
    if (!isLeft(all)) return all.right;
    for (const problem of all.left) terminal.err(`puregrad: ${problem}`);
    return undefined;
  };

  withRunOptions(program.command('train'))
    .description('train a network, save the best, and test it')
    .argument('[data]', `${DATA} (default: mnist)`)
    .option('--out <file>', 'where to save the model, as safetensors (default: nowhere)')
    .option('--report <file>', 'write a page about the run, as HTML that needs nothing else')
    .option(
      '--run <folder>',
      'keep the run there, so that resume can go on with it (default: nowhere)',
    )
    .option('--save-every <seconds>', 'how often the run is kept (default: 5)')
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
      const all = await givenOptions(data, options, command);
      code = all === undefined ? ExitCode.usage : await train(all, terminal);
    });

  withRunOptions(program.command('search'))
    .description('train with many settings, and rank them by the validation loss')
    .argument('[data]', `${DATA} (default: mnist)`)
    .option(
      '--vary <option=values>',
      `what to vary, again and again: a range from..to, or choices one|another (default: ${USUAL.join(' ')})`,
      (text: string, all: readonly string[] = []) => [...all, text],
    )
    .option('--method <name>', 'random, grid or halving (default: random)')
    .option('--trials <n>', 'how many settings (default: 16)')
    .option('--workers <n>', 'how many at once (default: one for each processor)')
    .option('--state <file>', 'keep the search there; the same command goes on with it')
    .addHelpText(
      'after',
      `
Each trial holds out the same rows, and counts by its least validation loss.

Examples:
  puregrad search penguins --target species --vary l2=1e-6..0.1 --state search.json
  puregrad search data.csv --target price --vary hidden=32|64,64|128,128 --vary learning-rate=1e-4..1e-2
  puregrad search mnist --method halving --trials 27 --epochs 9 --vary dropout=0..0.5
${CODES}`,
    )
    .action(
      async (data: string | undefined, options: RawOptions & SearchOptions, command: Command) => {
        const { vary, method, trials, workers, state, ...run } = options;
        const all = await givenOptions(data, run, command);
        const known = command.options.map((option) => option.attributeName());
        const of = Object.fromEntries(
          Object.entries({ vary, method, trials, workers, state }).filter(
            ([, value]) => value !== undefined,
          ),
        );
        const { search } = await import('./commands/search.ts');
        code = all === undefined ? ExitCode.usage : await search(all, of, known, terminal);
      },
    );

  program
    .command('resume')
    .description('go on with a run that was interrupted, as if it had never stopped')
    .argument('<folder>', 'the folder that train --run kept it in')
    .addHelpText(
      'after',
      `
The model is the same, byte for byte, as that of a run that nobody interrupted. On another machine or
version of Node it may differ in last digits, and resume says so, unless the run is --deterministic.

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

  withRunOptions(program.command('diagnose'))
    .description('what ails a training run: vanishing gradients, dead units, rates out of range')
    .argument('[data]', `${DATA}; or a folder that train --run kept a run in (default: mnist)`)
    .addHelpText(
      'after',
      `
Takes the options of train, and trains as it would, without saving anything.

Examples:
  puregrad diagnose mnist --hidden 64,64,64,64,64,64 --activation sigmoid --epochs 2
  puregrad diagnose my-run
${CODES}`,
    )
    .action(async (data: string | undefined, options: RawOptions, command: Command) => {
      const all = await givenOptions(data, options, command);
      const { diagnose } = await import('./commands/diagnose.ts');
      code = all === undefined ? ExitCode.usage : await diagnose(all, terminal);
    });

  program
    .command('bench')
    .description('how fast this machine trains')
    .option('--quick', 'short rounds')
    .option('--json', 'one JSON object')
    .action(async (options: BenchOptions) => {
      const { bench } = await import('./commands/bench.ts');
      code = await bench(options, terminal);
    });

  program
    .command('lab')
    .description('try what the lecture and the papers claim, and hold it against what they say')
    .argument('[experiments...]', 'which of them (default: all)')
    .option('--full', 'the long setting, some for hours, to hold against published figures')
    .option('--seed <n>', 'decides everything random (default: 1)')
    .option('--out <folder>', 'where numbers, charts and pages go (default: lab)')
    .option('--list', 'only say what there is')
    .option('--json', 'a line for each experiment')
    .addHelpText(
      'after',
      `
An experiment that is interrupted goes on with the part that was under way.

Examples:
  puregrad lab
  puregrad lab vanishing dropout
  puregrad lab augmentation --full --out docs/experiments
${CODES}`,
    )
    .action(async (experiments: readonly string[], options: LabOptions) => {
      const { lab } = await import('./commands/lab.ts');
      code = await lab(experiments, options, terminal);
    });

  tab(program, { completionCommandName: 'completion' });
  program.commands
    .find((command) => command.name() === 'completion')
    ?.description(
      'a script that completes commands and options: source <(puregrad completion bash)',
    );

  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Help and version are no errors; commander has written what was wrong otherwise.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    const { message, stack } = error as Error;
    terminal.err(`puregrad: ${program.opts().debug === true ? stack : message}`);
    return ExitCode.failed;
  }
};
