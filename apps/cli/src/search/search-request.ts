import { availableParallelism } from 'node:os';
import {
  gridSearch,
  randomSearch,
  type Strategy,
  successiveHalving,
} from '@puregrad/trainer/search';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import { type RawOptions, type TrainRequest, trainRequest } from '../train-settings.ts';
import { parseSpace, USUAL } from './search-space.ts';

export interface SearchOptions {
  readonly vary?: readonly string[];
  readonly method?: string;
  readonly trials?: string;
  readonly workers?: string;
  readonly state?: string;
}

/** Options of `train` that a trial has, as text. */
export type Config = Readonly<Record<string, string>>;

/** What a user asks of a search. */
export interface SearchRequest {
  /** What all trials have in common. */
  readonly training: TrainRequest;
  readonly threads: number;
  /** For trials of so many epochs at most. */
  readonly strategyFor: (epochs: number) => Strategy<Config>;
}

const METHODS = ['random', 'grid', 'halving'] as const;
type Method = (typeof METHODS)[number];

/** Decides all options at once, so that a user sees every mistake at the first run. */
export const searchRequest = (
  fixed: RawOptions,
  { vary = USUAL, method = 'random', trials = '16', workers }: SearchOptions,
  known: readonly string[],
): Either<readonly string[], SearchRequest> => {
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
  if (isLeft(space)) for (const each of space.left) problems.push(each);
  const training = trainRequest(fixed);
  if (isLeft(training)) for (const each of training.left) problems.push(each);
  if (problems.length > 0 || isLeft(space) || isLeft(training)) return left(problems);

  const { seed } = training.right;
  const strategies: {
    readonly [M in Method]: (epochs: number) => Strategy<Config>;
  } = {
    random: (budget) => randomSearch(space.right, { trials: count, seed, budget }),
    grid: (budget) =>
      gridSearch(space.right, {
        points: Math.max(2, Math.round(count ** (1 / Object.keys(space.right).length))),
        budget,
      }),
    halving: (maxBudget) =>
      successiveHalving(space.right, {
        trials: count,
        seed,
        minBudget: Math.max(1, Math.round(maxBudget / 9)),
        maxBudget,
      }),
  };
  return right({ training: training.right, threads, strategyFor: strategies[method as Method] });
};
