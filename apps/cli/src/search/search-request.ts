import { availableParallelism } from 'node:os';
import {
  gridSearch,
  randomSearch,
  type Strategy,
  successiveHalving,
} from '@puregrad/trainer/search';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import { type UsageError, usageError } from '../errors.ts';
import { searchOnlyOptions } from '../options/command-options.ts';
import type { Requested } from '../options/option.ts';
import { type RawOptions, requestOf } from '../options/request.ts';
import {
  type TrainRequest,
  trainingOptions,
  trainRequest,
} from '../options/train/train-options.ts';
import { parseSpace, type Space } from './search-space.ts';

/** Options of `train` that a trial has, as texts. */
export type Config = Readonly<Record<string, string>>;

/** A search as a user asks for it. */
export interface SearchRequest {
  /** What all trials have in common. */
  readonly training: TrainRequest;
  /** The same, as it was given. */
  readonly fixed: RawOptions;
  readonly threads: number;
  readonly state: string | undefined;
  /** For trials of this many epochs at most. */
  readonly strategyFor: (epochs: number) => Strategy<Config>;
}

/** Decodes all options, and reports all that is wrong with them at once. */
export const searchRequest = (raw: RawOptions): Either<UsageError, SearchRequest> => {
  const own = requestOf(searchOnlyOptions, raw);
  const fixed = Object.fromEntries(
    Object.entries(raw).filter(([name]) => !Object.hasOwn(searchOnlyOptions, name)),
  );
  const training = trainRequest(fixed);
  // A wrong space is reported even if other options are wrong too.
  const vary = requestOf({ vary: searchOnlyOptions.vary }, raw);
  const space = isLeft(vary) ? right({}) : parseSpace(vary.right.vary, trainingOptions);
  const problems = [own, space, training].flatMap((part) =>
    isLeft(part) ? part.left.problems : [],
  );
  if (isLeft(own) || isLeft(space) || isLeft(training)) return left(usageError(problems));
  const { workers, state } = own.right;
  return right({
    training: training.right,
    fixed,
    threads: workers ?? availableParallelism(),
    state,
    strategyFor: strategyOf(own.right, space.right, training.right.seed),
  });
};

const strategyOf = (
  { method, trials }: Requested<typeof searchOnlyOptions>,
  space: Space,
  seed: number,
): ((epochs: number) => Strategy<Config>) => {
  const strategies: { readonly [M in typeof method]: (epochs: number) => Strategy<Config> } = {
    random: (budget) => randomSearch(space, { trials, seed, budget }),
    grid: (budget) => {
      const points = Math.max(2, Math.round(trials ** (1 / Object.keys(space).length)));
      return gridSearch(space, { points, budget });
    },
    halving: (maxBudget) => {
      const minBudget = Math.max(1, Math.round(maxBudget / 9));
      return successiveHalving(space, { trials, seed, minBudget, maxBudget });
    },
  };
  return strategies[method];
};
