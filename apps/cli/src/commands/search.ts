import { inWorkers } from '@puregrad/trainer/node';
import { search as runSearch, type SearchState, type Strategy } from '@puregrad/trainer/search';
import { isLeft } from 'fp-ts/lib/Either.js';
import { ExitCode } from '../exit-code.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { colors } from '../output/colors.ts';
import { writeText } from '../output/text-file.ts';
import { type Config, type SearchOptions, searchRequest } from '../search/search-request.ts';
import { evaluate as evaluateHere } from '../search/search-trial.ts';
import { flagsOf, showRanked } from '../search/show-ranked.ts';
import { readState } from '../search/state-file.ts';
import { abortOnInterrupt, refuse, type Terminal } from '../terminal.ts';
import type { RawOptions } from '../train-settings.ts';
import { planTraining } from '../training-plan.ts';

/** `puregrad search`: trains with many settings, and ranks them by the validation loss. */
export const search = async (
  fixed: RawOptions,
  options: SearchOptions,
  known: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> => {
  const request = searchRequest(fixed, options, known);
  if (isLeft(request)) return refuse(terminal, ...request.left);
  const { training, threads, strategyFor } = request.right;
  const plan = await planTraining(training);
  if (isLeft(plan)) return refuse(terminal, plan.left);
  const { epochs, json } = plan.right.settings;
  const strategy = strategyFor(epochs);
  const { state } = options;
  const work = () => runTrials({ strategy, threads, fixed, statePath: state, json }, terminal);
  return state === undefined
    ? work()
    : oneAtATime(terminal, { named: `--state '${state}'`, path: state }, work);
};

/** What a search is made of, when all options are decided. */
interface Trials {
  readonly strategy: Strategy<Config>;
  readonly threads: number;
  readonly fixed: RawOptions;
  readonly statePath: string | undefined;
  readonly json: boolean;
}

/** Goes on from the state that the file holds, to the end. */
const runTrials = async (
  { strategy, threads, fixed, statePath, json }: Trials,
  terminal: Terminal,
): Promise<ExitCode> => {
  const { out, err } = terminal;
  const before = statePath === undefined ? undefined : await readState(statePath, strategy);
  if (typeof before === 'string') return refuse(terminal, before);

  const { signal, stopListening } = abortOnInterrupt(terminal, () => {
    if (!json) out('Stopping; press Ctrl-C again to quit at once.');
  });
  const pool =
    threads === 1
      ? undefined
      : inWorkers<RawOptions>(new URL('./search-trial.mjs', import.meta.url), { workers: threads });
  const evaluate = (config: Config, budget: number, signal: AbortSignal): Promise<number> => {
    const options = { ...fixed, ...config };
    return pool === undefined ? evaluateHere(options, budget) : pool(options, budget, signal);
  };
  try {
    for await (const event of runSearch<Config>({
      strategy,
      evaluate,
      concurrency: threads,
      signal,
      ...(before === undefined ? {} : { state: before }),
      onState: async (state) => {
        if (statePath === undefined) return;
        await writeText(statePath, JSON.stringify(state));
      },
    })) {
      if (json) out(JSON.stringify(event.kind === 'done' ? doneOf(strategy, event.state) : event));
      else if (event.kind === 'trialFinished') {
        const { trial, value, reason } = event;
        const figure = value === null ? colors.red(`failed: ${reason}`) : value.toFixed(4);
        out(`${flagsOf(trial.config)}, ${trial.budget} epochs: ${figure}`);
      }
      if (event.kind !== 'done') continue;
      const ranked = strategy.ranked(event.state);
      const [best] = ranked;
      if (!json && best !== undefined) {
        out('');
        out(showRanked(ranked));
        out('');
        if (best.value !== null) out(`best: ${flagsOf(best.config)}`);
      }
      if (event.aborted) {
        if (!json && statePath !== undefined) out('Go on by the same command.');
        return ExitCode.interrupted;
      }
      if (best === undefined || best.value === null) {
        err('puregrad: every trial failed');
        return ExitCode.failed;
      }
    }
    return ExitCode.ok;
  } finally {
    stopListening();
    await pool?.close();
  }
};

const doneOf = (strategy: Strategy<Config>, state: SearchState) => ({
  kind: 'done',
  ranked: strategy.ranked(state),
});
