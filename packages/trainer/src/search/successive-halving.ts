import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { drawConfig } from './draw-config.ts';
import { type Rung, requirePositive, rungs } from './rungs.ts';
import { describeSpace, type Space } from './space.ts';
import type { Strategy, StrategyOptions } from './strategy.ts';

export interface SuccessiveHalvingOptions extends StrategyOptions {
  /** How many configs are tried on the smallest budget. */
  readonly trials: number;
  /** Decides the configs, each with its number. */
  readonly seed: number;
  /** η: the best of η configs go on, on η times the budget; 3 by default. */
  readonly factor?: number;
  /** The least that tells configs apart, in whole epochs or the like. */
  readonly minBudget: number;
  /** What the last ones get. */
  readonly maxBudget: number;
}

/**
 * Many configs on a small budget, the best `1/η` of them on η times as much, and so on up to
 * `maxBudget`: bad configs cost little. Rung i of s has `⌊n·η⁻ⁱ⌋` configs, one at least, on budgets of
 * `R·η^(i-s)`, rounded, with the largest s for which the first is not below `minBudget`.
 *
 * A rung waits for all its values, so that trials may run at once and end in any order without a
 * change in the result. A config that fails goes no further. The draws are `randomSearch`'s.
 *
 * Source: Jamieson & Talwalkar, *Non-stochastic best arm identification and hyperparameter
 * optimization* (AISTATS 2016); budgets as in Li et al., *Hyperband* (JMLR 2018).
 *
 * @throws ArgumentError for trials and budgets that are no whole numbers from 1, a `minBudget` above
 * `maxBudget`, or a factor not above 1.
 * @example
 * ```ts
 * import { logUniform, successiveHalving } from '@puregrad/trainer/search';
 * const strategy = successiveHalving(
 *   { learningRate: logUniform(1e-4, 1) },
 *   { trials: 9, seed: 1, minBudget: 1, maxBudget: 9 },
 * );
 * const [state, first] = strategy.ask(strategy.init()); // 9 configs for 1 epoch
 * const told = first.reduce((s, { id, config }) => strategy.tell(s, id, config.learningRate), state);
 * strategy.ask(told)[1].map(({ budget }) => budget); // => [3, 3, 3]
 * ```
 */
export const successiveHalving = <C>(
  space: Space<C>,
  options: SuccessiveHalvingOptions,
): Strategy<C> => {
  const name = 'successiveHalving';
  checkOptions(name, { space }, { space: 'object' });
  const {
    trials,
    seed,
    factor = 3,
    minBudget,
    maxBudget,
    mode = 'min',
  } = checkOptions(name, options, {
    trials: 'number',
    seed: 'number',
    factor: 'number?',
    minBudget: 'number',
    maxBudget: 'number',
    mode: "'min'|'max'?",
  });
  requirePositive(name, 'trials', trials);
  requirePositive(name, 'minBudget', minBudget);
  requirePositive(name, 'maxBudget', maxBudget);
  if (minBudget > maxBudget)
    throw new ArgumentError(`${name}: minBudget ${minBudget} is above maxBudget ${maxBudget}`);
  if (!(factor > 1 && factor < Infinity))
    throw new ArgumentError(`${name}: factor must be finite and above 1, got ${factor}`);
  return rungs({
    name,
    search: `successiveHalving of seed ${seed}, ${trials} trials, factor ${factor}, budgets ${minBudget} to ${maxBudget}, ${mode}, over ${describeSpace(space)}`,
    configs: trials,
    configAt: (index) => drawConfig(space, seed, index),
    rungs: halvings(trials, factor, minBudget, maxBudget),
    mode,
  });
};

const halvings = (
  trials: number,
  factor: number,
  minBudget: number,
  maxBudget: number,
): readonly Rung[] => {
  // Counted, not by a logarithm: log 243 / log 3 is less than 5.
  let last = 0;
  while (minBudget * factor ** (last + 1) <= maxBudget) last++;
  return Array.from({ length: last + 1 }, (_, i) => ({
    size: Math.max(1, Math.floor(trials / factor ** i)),
    budget: Math.round(maxBudget / factor ** (last - i)),
  }));
};
