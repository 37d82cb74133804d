import type { Either } from 'fp-ts/lib/Either.js';
import type { UsageError } from '../../errors.ts';
import type { Decided, Facts, Requested } from '../option.ts';
import { decidedBy, type RawOptions, requestOf } from '../request.ts';
import { dataOptions } from './data-options.ts';
import { networkOptions } from './network-options.ts';
import { optimizationOptions } from './optimization-options.ts';
import { regularizationOptions } from './regularization-options.ts';
import { commonOutputOptions, runOptions, trainOutputOptions } from './run-options.ts';
import { foldOptions, foldWorkers, splitOptions } from './split-options.ts';

/** The options of every command that trains. */
export const trainingOptions = {
  ...dataOptions,
  ...splitOptions,
  ...networkOptions,
  ...regularizationOptions,
  ...optimizationOptions,
  ...runOptions,
  ...commonOutputOptions,
};

/** The options of `train`. */
export const trainOptions = {
  ...trainingOptions,
  ...foldOptions,
  ...foldWorkers,
  ...trainOutputOptions,
};

/** A training run as a user asks for it. */
export type TrainRequest = Requested<typeof trainOptions>;

/** A training run with all settings decided. */
export type TrainSettings = Decided<typeof trainOptions>;

export const trainRequest = (raw: RawOptions): Either<UsageError, TrainRequest> =>
  requestOf(trainOptions, raw);

export const decide = (request: TrainRequest, facts: Facts): TrainSettings =>
  decidedBy(trainOptions, request, facts);

/** The share of the training rows to hold out, which is decided before the data are read. */
export const validationShare = ({ validation }: TrainRequest, areImages: boolean): number =>
  validation ?? trainOptions.validation.fallback.decide({ areImages });

/** The options that decide which rows are for what, and how they are read: those of data, and the seed. */
export const dataOptionsOf = <T extends object>(options: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(trainingOptions).flatMap(([name, { group }]) =>
      (group === 'data' || name === 'seed') && name in options
        ? [[name, options[name as keyof T]]]
        : [],
    ),
  ) as Partial<T>;
