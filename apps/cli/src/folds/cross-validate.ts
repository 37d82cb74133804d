import { availableParallelism } from 'node:os';
import { callInWorkers } from '@puregrad/trainer/node';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import type { FoldNumber } from '../data/divide-rows.ts';
import { type CliError, CliFailure, inputError, workError } from '../errors.ts';
import type { RawOptions } from '../options/request.ts';
import type { TrainRequest } from '../options/train/train-options.ts';
import { abortOnInterrupt, type Terminal } from '../terminal.ts';
import { type FoldScore, planFold, run as runHere } from './fold-trial.ts';
import { foldTeller } from './tell-folds.ts';

/** Runs a fold, in this thread or in another. */
type RunFold = (fold: FoldNumber, signal: AbortSignal) => Promise<FoldScore>;

/** The results of a cross-validation, in the order of the folds. */
export interface CrossValidation {
  readonly scores: readonly FoldScore[];
  readonly isInterrupted: boolean;
}

/**
 * Trains and judges all folds, as many at a time as there are workers, and tells the result of each, in the order of
 * the folds, and their mean.
 *
 * @returns the results of the folds, and whether the user interrupted it.
 */
export const crossValidate = async (
  raw: RawOptions,
  request: TrainRequest & { readonly folds: number },
  terminal: Terminal,
): Promise<Either<CliError, CrossValidation>> => {
  const { folds, workers, json, quiet } = request;
  // Data that cannot be divided so are found before any thread starts.
  const plan = await planFold(request, { index: 0, folds });
  if (isLeft(plan)) return plan;
  const teller = foldTeller({ folds, json, quiet }, terminal);
  const { signal, stopListening } = abortOnInterrupt(terminal, teller.interrupting);
  const { runFold, close } = runnerFor(raw, Math.min(folds, workers ?? availableParallelism()));
  const scores: FoldScore[] = [];
  try {
    for await (const score of inOrder(folds, runFold, signal)) {
      if (signal.aborted) return right({ scores, isInterrupted: true });
      scores.push(score);
      teller.fold(scores.length, score);
    }
    teller.end(scores);
    return right({ scores, isInterrupted: false });
  } catch (error) {
    if (signal.aborted) return right({ scores, isInterrupted: true });
    return left(
      workError(error instanceof CliFailure ? error.error : inputError((error as Error).message)),
    );
  } finally {
    stopListening();
    await close();
  }
};

/** The results in the order of the folds. All are asked for at once; the runner decides how many run at a time. */
async function* inOrder(
  folds: number,
  runFold: RunFold,
  signal: AbortSignal,
): AsyncGenerator<FoldScore> {
  const running = Array.from({ length: folds }, (_, index) => runFold({ index, folds }, signal));
  // Those that fail while another is awaited are not unhandled: each is awaited in its turn, or not needed.
  for (const one of running) one.catch(() => {});
  for (const one of running) yield await one;
}

const runnerFor = (
  raw: RawOptions,
  threads: number,
): { readonly runFold: RunFold; readonly close: () => Promise<void> } => {
  if (threads === 1) {
    let last: Promise<unknown> = Promise.resolve();
    return {
      runFold: (fold, signal) => {
        const next = last.then(() => {
          signal.throwIfAborted();
          return runHere(raw, fold, signal);
        });
        last = next;
        return next;
      },
      close: async () => {},
    };
  }
  const pool = callInWorkers<[RawOptions, FoldNumber], FoldScore>(
    new URL('./fold-trial.mjs', import.meta.url),
    { workers: threads },
  );
  return {
    runFold: (fold, signal) => pool([raw, fold], signal),
    close: () => pool.close(),
  };
};
