import { pipe } from '@puregrad/tensors';
import { inWorkers } from '@puregrad/trainer/node';
import {
  search as runSearch,
  type SearchEvent,
  type SearchState,
  type Strategy,
} from '@puregrad/trainer/search';
import { type Either, left, right } from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { inputOnce } from '../data/training-data.ts';
import type { CliError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import { planFold } from '../folds/fold-trial.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { RawOptions } from '../options/request.ts';
import { colors } from '../output/colors.ts';
import { tellRemarks } from '../output/describe-plan.ts';
import { writeText } from '../output/text-file.ts';
import { type Config, searchRequest } from '../search/search-request.ts';
import { evaluate as evaluateHere } from '../search/search-trial.ts';
import { flagsOf, showRanked } from '../search/show-ranked.ts';
import { readState } from '../search/state-file.ts';
import { abortOnInterrupt, type Terminal } from '../terminal.ts';
import { planTraining } from '../training-plan.ts';

/** `puregrad search`: trains with many settings, and ranks them by the validation loss. */
export const search = (raw: RawOptions, terminal: Terminal): TE.TaskEither<CliError, ExitCode> =>
  pipe(
    TE.fromEither(searchRequest(raw)),
    TE.flatMap(({ training, fixed, threads, state: statePath, strategyFor }) =>
      pipe(
        TE.fromEither(training.data === '-' ? inputOnce : right(undefined)),
        TE.flatMap(
          () => () =>
            training.folds === undefined
              ? planTraining(training)
              : planFold(training, { index: 0, folds: training.folds }),
        ),
        TE.flatMap(({ data: { remarks }, settings: { epochs, json } }) => {
          const strategy = strategyFor(epochs);
          const trials = { strategy, threads, fixed, statePath, json, remarks };
          return statePath === undefined
            ? runTrials(trials, undefined, terminal)
            : continueTrials(trials, statePath, terminal);
        }),
      ),
    ),
  );

/** A search whose options are all decided. */
interface Trials {
  readonly strategy: Strategy<Config>;
  readonly threads: number;
  readonly fixed: RawOptions;
  readonly statePath: string | undefined;
  readonly json: boolean;
  /** What the user should know of the data. */
  readonly remarks: readonly string[];
}

/** Continues from the state in a file, which other processes leave alone meanwhile. */
const continueTrials = (
  trials: Trials,
  path: string,
  terminal: Terminal,
): TE.TaskEither<CliError, ExitCode> =>
  oneAtATime(
    { named: `--state '${path}'`, path },
    pipe(
      readState(path, trials.strategy),
      TE.flatMap((state) => runTrials(trials, state, terminal)),
    ),
  );

const runTrials =
  (
    trials: Trials,
    state: SearchState | undefined,
    terminal: Terminal,
  ): TE.TaskEither<CliError, ExitCode> =>
  async () => {
    const { strategy, threads, statePath, json } = trials;
    const { signal, stopListening } = abortOnInterrupt(terminal, () => {
      if (!json) terminal.out('Stopping; press Ctrl-C again to quit at once.');
    });
    const { evaluate, close } = evaluatorFor(trials);
    const onState = async (next: SearchState): Promise<void> => {
      if (statePath !== undefined) await writeText(statePath, JSON.stringify(next));
    };
    tellData(trials, terminal);
    try {
      for await (const event of runSearch<Config>({
        ...{ strategy, evaluate, concurrency: threads, signal, onState },
        ...(state === undefined ? {} : { state }),
      })) {
        tell(event, trials, terminal);
        if (event.kind === 'done') return endOf(event, trials);
      }
      return right(ExitCode.ok);
    } finally {
      stopListening();
      await close();
    }
  };

/** Runs trials in this thread, or in workers. */
const evaluatorFor = ({ threads, fixed }: Trials) => {
  if (threads === 1)
    return {
      evaluate: (config: Config, budget: number) => evaluateHere({ ...fixed, ...config }, budget),
      close: async () => {},
    };
  const pool = inWorkers<RawOptions>(new URL('./search-trial.mjs', import.meta.url), {
    workers: threads,
  });
  return {
    evaluate: (config: Config, budget: number, signal: AbortSignal) =>
      pool({ ...fixed, ...config }, budget, signal),
    close: () => pool.close(),
  };
};

const tellData = ({ remarks, json }: Trials, { out }: Terminal): void => {
  if (remarks.length === 0) return;
  if (json) out(JSON.stringify({ kind: 'data', remarks }));
  else for (const line of tellRemarks(remarks)) out(line);
};

const tell = (
  event: SearchEvent<Config>,
  { strategy, statePath, json }: Trials,
  { out }: Terminal,
): void => {
  if (json) out(JSON.stringify(event.kind === 'done' ? doneOf(strategy, event.state) : event));
  else if (event.kind === 'trialFinished') {
    const { trial, value, reason } = event;
    const figure = value === null ? colors.red(`failed: ${reason}`) : value.toFixed(4);
    out(`${flagsOf(trial.config)}, ${trial.budget} epochs: ${figure}`);
  } else if (event.kind === 'done') {
    const ranked = strategy.ranked(event.state);
    const [best] = ranked;
    if (best !== undefined) {
      out('');
      out(showRanked(ranked));
      out('');
      if (best.value !== null) out(`best: ${flagsOf(best.config)}`);
    }
    if (event.aborted && statePath !== undefined) out('The same command continues the search.');
  }
};

const endOf = (
  { aborted, state }: Extract<SearchEvent<Config>, { readonly kind: 'done' }>,
  { strategy }: Trials,
): Either<CliError, ExitCode> => {
  if (aborted) return right(ExitCode.interrupted);
  return (strategy.ranked(state)[0]?.value ?? null) === null
    ? left({ _tag: 'WorkError', message: 'every trial failed' })
    : right(ExitCode.ok);
};

const doneOf = (strategy: Strategy<Config>, state: SearchState) => ({
  kind: 'done',
  ranked: strategy.ranked(state),
});
