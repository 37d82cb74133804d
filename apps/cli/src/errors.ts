import type { DataError } from '@puregrad/data';
import type {
  CheckpointError,
  ModelError,
  TensorFileError,
  TrainingFailure,
} from '@puregrad/trainer';
import type { FileError, LockedError } from '@puregrad/trainer/node';
import type { SearchStateError } from '@puregrad/trainer/search';
import { type Either, isLeft, left } from 'fp-ts/lib/Either.js';
import { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** Wrong options or arguments: all that is wrong with them, a line each. */
export interface UsageError {
  readonly _tag: 'UsageError';
  readonly problems: readonly string[];
}

/** Data, a model or a folder that a command cannot use as it was asked to. */
export interface InputError {
  readonly _tag: 'InputError';
  readonly message: string;
}

/** Work that failed although all that was given is right. */
export interface WorkError {
  readonly _tag: 'WorkError';
  readonly message: string;
}

/** Why a command ended early: its own reasons, and those of the packages as they are. */
export type CliError =
  | UsageError
  | InputError
  | WorkError
  | DataError
  | ModelError
  | TensorFileError
  | FileError
  | LockedError
  | CheckpointError
  | SearchStateError
  | TrainingFailure;

export const usageError = (problems: readonly string[]): UsageError => ({
  _tag: 'UsageError',
  problems,
});

export const inputError = (message: string): InputError => ({ _tag: 'InputError', message });

/** A Left for input that cannot be used. */
export const unusable = (message: string): Either<InputError, never> => left(inputError(message));

/** Any error of work that was started: it ends with the exit code of failures. */
export const workError = (error: CliError): WorkError => ({
  _tag: 'WorkError',
  message: problemsOf(error).join('; '),
});

/** What is wrong, a line for each problem. */
export const problemsOf = (error: CliError): readonly string[] =>
  error._tag === 'UsageError' ? error.problems : [error.message];

/** Carries an error through code that throws, such as a generator. */
export class CliFailure extends Error {
  readonly error: CliError;
  constructor(error: CliError) {
    super(problemsOf(error).join('; '));
    this.error = error;
  }
}

/** The value, or its error thrown. */
export const orThrow = <A>(value: Either<CliError, A>): A => {
  if (isLeft(value)) throw new CliFailure(value.left);
  return value.right;
};

/** The exit code of an error: failures of work, or wrong usage, data or files. */
export const exitCodeOf = ({ _tag }: CliError): ExitCode => {
  switch (_tag) {
    case 'WorkError':
    case 'InvalidData':
    case 'NonFinite':
    case 'DeviceFailure':
    case 'CheckpointMismatch':
      return ExitCode.failed;
    default:
      return ExitCode.usage;
  }
};

/** Prints an error, and gives the exit code that belongs to it. */
export const renderError =
  ({ err }: Terminal) =>
  (error: CliError): ExitCode => {
    for (const problem of problemsOf(error)) err(`puregrad: ${problem}`);
    return exitCodeOf(error);
  };
