import { inWorkers } from '@puregrad/trainer/node';
import {
  search as runSearch,
  type SearchEvent,
  type SearchState,
  type Strategy,
} from '@puregrad/trainer/search';
import { isLeft } from 'fp-ts/lib/Either.js';
import { ExitCode } from '../exit-code.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { RawOptions } from '../options/request.ts';
import { colors } from '../output/colors.ts';
import { writeText } from '../output/text-file.ts';
import { type Config, searchRequest } from '../search/search-request.ts';
import { evaluate as evaluateHere } from '../search/search-trial.ts';
import { flagsOf, showRanked } from '../search/show-ranked.ts';
import { readState } from '../search/state-file.ts';
import { abortOnInterrupt, refuse, type Terminal } from '../terminal.ts';
import { planTraining } from '../training-plan.ts';

/** `puregrad search`: trains with many settings, and ranks them by the validation loss. */
export const search = async (raw: RawOptions, terminal: Terminal): Promise<ExitCode> => {
  const request = searchRequest(raw);
  if (isLeft(request)) return refuse(terminal, ...request.left);
  const { training, fixed, threads, state, strategyFor } = request.right;
  const plan = await planTraining(training);
  if (isLeft(plan)) return refuse(terminal, plan.left);
  const { epochs, json } = plan.right.settings;
  const strategy = strategyFor(epochs);
  const work = () => runTrials({ strategy, threads, fixed, statePath: state, json }, terminal);
  return state === undefined
    ? work()
    : oneAtATime(terminal, { named: `--state '${state}'`, path: state }, work);
};

/** A search whose options are all decided. */
interface Trials {
  readonly strategy: Strategy<Config>;
  readonly threads: number;
  readonly fixed: RawOptions;
  readonly statePath: string | undefined;
  readonly json: boolean;
}

/** Continues from the state in the file, to the end. */
const runTrials = async (trials: Trials, terminal: Terminal): Promise<ExitCode> => {
  const { strategy, threads, statePath, json } = trials;
  const before = statePath === undefined ? undefined : await readState(statePath, strategy);
  if (typeof before === 'string') return refuse(terminal, before);
  const { signal, stopListening } = abortOnInterrupt(terminal, () => {
    if (!json) terminal.out('Stopping; press Ctrl-C again to quit at once.');
  });
  const { evaluate, close } = evaluatorFor(trials);
  try {
    for await (const event of runSearch<Config>({
      strategy,
      evaluate,
      concurrency: threads,
      signal,
      ...(before === undefined ? {} : { state: before }),
      onState: async (state) => {
        if (statePath !== undefined) await writeText(statePath, JSON.stringify(state));
      },
    })) {
      tell(event, trials, terminal);
      if (event.kind === 'done') return codeOf(event, trials, terminal);
    }
    return ExitCode.ok;
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

const codeOf = (
  { aborted, state }: Extract<SearchEvent<Config>, { readonly kind: 'done' }>,
  { strategy }: Trials,
  { err }: Terminal,
): ExitCode => {
  if (aborted) return ExitCode.interrupted;
  if ((strategy.ranked(state)[0]?.value ?? null) !== null) return ExitCode.ok;
  err('puregrad: every trial failed');
  return ExitCode.failed;
};

const doneOf = (strategy: Strategy<Config>, state: SearchState) => ({
  kind: 'done',
  ranked: strategy.ranked(state),
});
