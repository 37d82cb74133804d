import { existsSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { datasetDigest } from '@puregrad/trainer/node';
import { type Either, right } from 'fp-ts/lib/Either.js';
import * as z from 'zod';
import { BUILT_IN } from '../built-in.ts';
import { type CliError, unusable } from '../errors.ts';
import type { AnyOption } from '../options/option.ts';
import {
  dataOptionsOf,
  type TrainSettings,
  trainingOptions,
} from '../options/train/train-options.ts';
import type { TrainingData, TrainingDataOptions } from './training-types.ts';

/**
 * How the rows of a training were divided, kept with the model: by the same options, the same rows are set aside again.
 */
export interface Division {
  /** The options of the training that are about data, and the seed. */
  readonly options: TrainingDataOptions;
  /** The folder that paths among the options start from, as seen from that of the model. */
  readonly folder?: string | undefined;
  /** Whether the model was trained on the validation rows, too, once they had chosen an epoch. */
  readonly isRefitted: boolean;
  /** The number of rows that the model was trained on. */
  readonly trained: number;
  /** A digest of the test rows, or of the validation rows if there are none. */
  readonly digest: string;
}

/** The rows that a model is judged by. */
export const judgedRows = ({ test, validation }: TrainingData): TrainingData['validation'] =>
  test ?? validation;

const digestOf = ({ x, y }: TrainingData['validation']): string => datasetDigest({ x, y });

/** Whether data still give the rows that were set aside. */
export const areSame = ({ digest }: Division, data: TrainingData): boolean =>
  digestOf(judgedRows(data)) === digest;

/** The options that name files. */
const PATHS = ['data', 'labels', 'test'] as const;

const isRelative = (value: unknown): value is string =>
  typeof value === 'string' && value !== 'mnist' && !BUILT_IN.has(value) && !isAbsolute(value);

/** The note on how rows were divided, for a model that is saved at a path. */
export const encodeDivision = (
  path: string,
  settings: TrainSettings,
  data: TrainingData,
  isRefitted: boolean,
): string => {
  const options = dataOptionsOf(settings) as TrainingDataOptions;
  const rows = (of: TrainingData['validation']): number => of.y.shape[0]!;
  const division: Division = {
    options,
    ...(PATHS.some((name) => isRelative(options[name]))
      ? { folder: relative(dirname(resolve(path)), process.cwd()) }
      : {}),
    isRefitted,
    trained: rows(data.train) + (isRefitted ? rows(data.validation) : 0),
    digest: digestOf(judgedRows(data)),
  };
  return JSON.stringify(division);
};

const division = z.object({
  options: z.looseObject({
    data: z.string(),
    target: z.string().optional(),
    labels: z.string().optional(),
    test: z.union([z.string(), z.number()]).optional(),
    validation: z.number(),
    seed: z.number(),
  }),
  folder: z.string().optional(),
  isRefitted: z.boolean(),
  trained: z.int().positive(),
  digest: z.string(),
});

/** The division in the notes of a model; undefined in older models. */
export const decodeDivision = (
  path: string,
  text: string | undefined,
): Either<CliError, Division | undefined> => {
  if (text === undefined) return right(undefined);
  const damaged = unusable(
    `'${path}': its note on the rows it was trained on is damaged; train it again`,
  );
  try {
    const read = division.parse(JSON.parse(text));
    return Object.entries(read.options).every(isOption)
      ? right(read as unknown as Division)
      : damaged;
  } catch {
    return damaged;
  }
};

/** Whether the value of an option is one that the user could have given. */
const isOption = ([name, value]: readonly [string, unknown]): boolean => {
  const option: AnyOption | undefined = trainingOptions[name as keyof typeof trainingOptions];
  return option !== undefined && z.safeEncode(option.codec.schema, value as never).success;
};

/** The options with the paths of their files as they are found from here, for a model at a path. */
export const locate = (
  path: string,
  { options, folder }: Division,
): Either<CliError, TrainingDataOptions> => {
  const found = { ...options } as {
    -readonly [K in keyof TrainingDataOptions]: TrainingDataOptions[K];
  };
  for (const name of PATHS) {
    const value = options[name];
    if (value === '-')
      return unusable(
        `'${path}' was trained with standard input, which is not kept; name the data: puregrad evaluate ${path} DATA`,
      );
    if (!isRelative(value)) continue;
    const original = resolve(dirname(resolve(path)), folder ?? '.', value);
    if (existsSync(original)) found[name] = relative('.', original);
    else if (!existsSync(value))
      return unusable(
        `'${value}', which '${path}' was trained with, is neither '${original}' nor in this folder; name the data: puregrad evaluate ${path} DATA`,
      );
  }
  return right(found);
};
