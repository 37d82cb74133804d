import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { inWorkers, writeFileAtomically } from '@puregrad/trainer/node';
import {
  gridSearch,
  type Ranked,
  randomSearch,
  search as runSearch,
  type SearchState,
  type Strategy,
  successiveHalving,
} from '@puregrad/trainer/search';
import Table from 'cli-table3';
import { isLeft } from 'fp-ts/lib/Either.js';
import colors from 'picocolors';
import * as z from 'zod';
import { ExitCode } from '../exit-code.ts';
import { parseSpace, USUAL } from '../search-space.ts';
import { evaluate as evaluateHere } from '../search-trial.ts';
import { refuse, type Terminal } from '../terminal.ts';
import { type RawOptions, trainRequest } from '../train-settings.ts';
import { planTraining } from '../training-plan.ts';

export interface SearchOptions {
  readonly vary?: readonly string[];
  readonly method?: string;
  readonly trials?: string;
  readonly workers?: string;
  readonly state?: string;
}

type Config = Readonly<Record<string, string>>;

const METHODS = ['random', 'grid', 'halving'] as const;

const stateSchema = z.object({
  search: z.string(),
  pending: z.array(z.number()),
  told: z.array(z.tuple([z.number(), z.number().nullable()])),
});

const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
const flagsOf = (config: Config): string =>
  Object.entries(config)
    .map(([name, value]) => `--${kebab(name)} ${value}`)
    .join(' ');

const MOST_SHOWN = 10;

const showRanked = (ranked: readonly Ranked<Config>[]): string => {
  const names = Object.keys(ranked[0]?.config ?? {});
  const table = new Table({
    head: ['', ...names, 'epochs', 'val loss'],
    colAligns: ['right', ...names.map(() => 'right' as const), 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  ranked.slice(0, MOST_SHOWN).forEach(({ config, budget, value }, i) => {
    table.push([
      String(i + 1),
      ...names.map((name) => config[name] ?? ''),
      String(budget),
      value === null ? 'failed' : value.toFixed(4),
    ]);
  });
  return table.toString();
};

/** What an earlier search came to; undefined where there was none. */
const readState = async (path: string): Promise<SearchState | undefined | string> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return `--state '${path}' cannot be read: ${(error as Error).message}`;
  }
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch {
    return `--state '${path}' is no state of a search; name another file`;
  }
};

/** `puregrad search`: trains with many settings, and ranks them by the validation loss. */
export const search = async (
  fixed: RawOptions,
  { vary = USUAL, method = 'random', trials = '16', workers, state: statePath }: SearchOptions,
  known: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> => {
  const { out, err } = terminal;
  const problems: string[] = [];
  const whole = (flag: string, text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1)
      problems.push(`--${flag} must be a whole number from 1, got '${text}'`);
    return value;
  };
  const count = whole('trials', trials);
  const threads = workers === undefined ? availableParallelism() : whole('workers', workers);
  if (!(METHODS as readonly string[]).includes(method))
    problems.push(`--method must be one of ${METHODS.join(', ')}, got '${method}'`);
  const space = parseSpace(vary, known);
  if (isLeft(space)) problems.push(...space.left);
  const request = trainRequest(fixed);
  if (isLeft(request)) problems.push(...request.left);
  const usage = (all: readonly string[]): ExitCode => refuse(terminal, ...all);
  if (problems.length > 0 || isLeft(space) || isLeft(request)) return usage(problems);
  const plan = await planTraining(request.right);
  if (isLeft(plan)) return usage([plan.left]);
  const { epochs, seed, json } = plan.right.settings;

  const strategies: { readonly [M in (typeof METHODS)[number]]: () => Strategy<Config> } = {
    random: () => randomSearch(space.right, { trials: count, seed, budget: epochs }),
    grid: () =>
      gridSearch(space.right, {
        points: Math.max(2, Math.round(count ** (1 / Object.keys(space.right).length))),
        budget: epochs,
      }),
    halving: () =>
      successiveHalving(space.right, {
        trials: count,
        seed,
        minBudget: Math.max(1, Math.round(epochs / 9)),
        maxBudget: epochs,
      }),
  };
  const strategy = strategies[method as (typeof METHODS)[number]]();
  const before = statePath === undefined ? undefined : await readState(statePath);
  if (typeof before === 'string') return usage([before]);
  if (before !== undefined && before.search !== strategy.init().search)
    return usage([
      `--state '${statePath}' belongs to another search (${before.search}); name another file`,
    ]);

  const controller = new AbortController();
  const stopListening = terminal.onInterrupt(() => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted);
    controller.abort(new Error('interrupted'));
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
      signal: controller.signal,
      ...(before === undefined ? {} : { state: before }),
      onState: async (state) => {
        if (statePath === undefined) return;
        const text = new TextEncoder().encode(JSON.stringify(state));
        const saved = await writeFileAtomically(statePath, text)();
        if (isLeft(saved)) throw new Error(saved.left.message);
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
      if (!json && ranked.length > 0) {
        out('');
        out(showRanked(ranked));
        out('');
        out(`best: ${flagsOf(ranked[0]!.config)}`);
      }
      if (event.aborted) {
        if (!json && statePath !== undefined) out('Go on by the same command.');
        return ExitCode.interrupted;
      }
      if (ranked[0] === undefined || ranked[0].value === null) {
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
