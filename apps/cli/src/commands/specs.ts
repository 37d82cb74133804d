import { pipe } from '@puregrad/tensors';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { DATA } from '../data/formats.ts';
import type { CliError } from '../errors.ts';
import type { ExitCode } from '../exit-code.ts';
import {
  benchOptions,
  evaluateOptions,
  importanceOptions,
  inspectOptions,
  labOptions,
  predictOptions,
  searchOptions,
} from '../options/command-options.ts';
import type { Options, Requested } from '../options/option.ts';
import { type RawOptions, requestOf } from '../options/request.ts';
import { trainingOptions, trainOptions } from '../options/train/train-options.ts';
import type { Terminal } from '../terminal.ts';
import { evaluate } from './evaluate.ts';
import { importance } from './importance.ts';
import { inspect } from './inspect.ts';
import { predict } from './predict.ts';
import { printSchema } from './schema.ts';
import { resume, train } from './train.ts';

/** A command: all that help, the guide and the command line need to know of it. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** One that is called like an option sets it. */
  readonly arguments: readonly (readonly [name: string, help: string])[];
  readonly options: Options;
  /** Help after the options. */
  readonly notes?: string;
  readonly examples: readonly string[];
  readonly run: (
    args: readonly (string | readonly string[] | undefined)[],
    options: RawOptions,
    terminal: Terminal,
  ) => TE.TaskEither<CliError, ExitCode>;
}

/** A command with its options decoded. */
const decoded = <T extends Options>(
  table: T,
  raw: RawOptions,
  run: (options: Requested<T>) => TE.TaskEither<CliError, ExitCode>,
): TE.TaskEither<CliError, ExitCode> => pipe(TE.fromEither(requestOf(table, raw)), TE.flatMap(run));

/** A command that is loaded when it runs, because few sessions need it. */
const loaded =
  <M>(
    load: () => Promise<M>,
    run: (module: M) => TE.TaskEither<CliError, ExitCode>,
  ): TE.TaskEither<CliError, ExitCode> =>
  async () =>
    run(await load())();

/** All commands, in the order of the help. */
export const commandSpecs: readonly CommandSpec[] = [
  {
    name: 'train',
    summary: 'train a network, keep the best epoch, and test it',
    arguments: [['[data]', `${DATA} (default: mnist)`]],
    options: trainOptions,
    notes:
      'Ctrl-C finishes the current step and keeps the best parameters; a second Ctrl-C quits at once.',
    examples: [
      'train penguins --target species --test 0.2 --out model.safetensors',
      'train data.csv --target price --test test.csv',
      'train mnist --out model.safetensors',
      'train --hidden 512,256 --activation elu --batch-norm --dropout 0.3 --schedule cosine',
      'train --optimizer momentum --learning-rate 0.05 --max-norm 3 --json',
    ],
    run: (_, raw, terminal) => train(raw, terminal),
  },
  {
    name: 'search',
    summary: 'train with many settings, and rank them by validation loss',
    arguments: [['[data]', `${DATA} (default: mnist)`]],
    options: searchOptions,
    notes: 'All trials hold out the same rows. A trial’s result is its lowest validation loss.',
    examples: [
      'search penguins --target species --vary l2=1e-6..0.1 --state search.json',
      'search data.csv --target price --vary hidden=32|64,64|128,128 --vary learning-rate=1e-4..1e-2',
      'search mnist --method halving --trials 27 --epochs 9 --vary dropout=0..0.5',
    ],
    run: (_, raw, terminal) =>
      loaded(
        () => import('./search.ts'),
        ({ search }) => search(raw, terminal),
      ),
  },
  {
    name: 'resume',
    summary: 'continue an interrupted run; the result is byte-identical',
    arguments: [['<folder>', 'the folder that `train --run` saved the run in']],
    options: {},
    notes: `The model has the same bytes as that of a run without interruption. On another machine or another
version of Node, the last digits may differ unless the run is --deterministic; resume then says so.`,
    examples: [
      'train data.csv --target price --out model.safetensors --run price-run',
      'resume price-run',
    ],
    run: ([folder], _, terminal) => resume(folder as string, terminal),
  },
  {
    name: 'evaluate',
    summary: 'evaluate a saved model, on the rows that were set aside or on others',
    arguments: [
      ['<model>', 'a file that train saved'],
      ['[data]', `${DATA} (default: the rows that were set aside in the training)`],
    ],
    options: evaluateOptions,
    examples: ['evaluate model.safetensors test.csv', 'evaluate model.safetensors --json'],
    run: ([model], raw, terminal) =>
      decoded(evaluateOptions, raw, (options) => evaluate(model as string, options, terminal)),
  },
  {
    name: 'importance',
    summary: 'rank columns by how much worse a saved model is without them',
    arguments: [
      ['<model>', 'a file that train saved'],
      ['[data]', `${DATA} (default: the rows that were set aside in the training)`],
    ],
    options: importanceOptions,
    notes: `The values of one column at a time are permuted among the rows; all columns that a word or a date became are
permuted together. Columns that tell the same share their importance: each can seem unimportant beside the other.`,
    examples: ['importance model.safetensors test.csv', 'importance model.safetensors --json'],
    run: ([model], raw, terminal) =>
      decoded(importanceOptions, raw, (options) => importance(model as string, options, terminal)),
  },
  {
    name: 'predict',
    summary: 'predict for the rows of a file',
    arguments: [
      ['<model>', 'a file that train saved'],
      [
        '<data>',
        'rows like those of the training data, with or without the target; - reads CSV from standard input',
      ],
    ],
    options: predictOptions,
    examples: [
      'predict model.safetensors new.csv --out predicted.csv --probabilities',
      'predict model.safetensors - --only < new.csv',
    ],
    run: ([model, data], raw, terminal) =>
      decoded(predictOptions, raw, (options) =>
        predict(model as string, data as string, options, terminal),
      ),
  },
  {
    name: 'inspect',
    summary: 'show the layers, norms and history of a model or a checkpoint',
    arguments: [['<file>', 'a file that train saved, or any safetensors file']],
    options: inspectOptions,
    examples: ['inspect model.safetensors'],
    run: ([file], raw, terminal) =>
      decoded(inspectOptions, raw, (options) => inspect(file as string, options, terminal)),
  },
  {
    name: 'diagnose',
    summary: 'find problems in a training run: vanishing gradients, dead units, rates out of range',
    arguments: [
      ['[data]', `${DATA}; or a folder that \`train --run\` saved a run in (default: mnist)`],
    ],
    options: trainingOptions,
    notes: 'Takes the options of train, and trains in the same way, without saving anything.',
    examples: [
      'diagnose mnist --hidden 64,64,64,64,64,64 --activation sigmoid --epochs 2',
      'diagnose my-run',
    ],
    run: (_, raw, terminal) =>
      loaded(
        () => import('./diagnose.ts'),
        ({ diagnose }) => diagnose(raw, terminal),
      ),
  },
  {
    name: 'bench',
    summary: 'measure how fast this machine trains',
    arguments: [],
    options: benchOptions,
    examples: ['bench --quick'],
    run: (_, raw, terminal) =>
      decoded(benchOptions, raw, (options) =>
        loaded(
          () => import('./bench.ts'),
          ({ bench }) => TE.fromTask(() => bench(options, terminal)),
        ),
      ),
  },
  {
    name: 'lab',
    summary: 'reproduce claims of the lecture and of papers',
    arguments: [['[experiments...]', 'their names (default: all)']],
    options: labOptions,
    notes: 'An interrupted experiment continues with the part that was running.',
    examples: ['lab', 'lab vanishing dropout', 'lab augmentation --full --out docs/experiments'],
    run: ([experiments], raw, terminal) =>
      loaded(
        () => import('./lab.ts'),
        ({ lab }) => lab(experiments as readonly string[], raw, terminal),
      ),
  },
  {
    name: 'schema',
    summary: 'print a JSON Schema of config files, which editors can use',
    arguments: [['[command]', 'train, search or diagnose (default: train)']],
    options: {},
    examples: ['schema > puregrad.schema.json'],
    run: ([command], _, terminal) =>
      TE.fromEither(
        printSchema((command as string | undefined) ?? 'train', commandSpecs, terminal),
      ),
  },
];
