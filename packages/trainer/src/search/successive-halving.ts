import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { drawConfig } from './draw-config.ts';
import { type Rung, requirePositive, rungs } from './rungs.ts';
import { describeSpace, type Space } from './space.ts';
import type { Strategy, StrategyOptions } from './strategy.ts';

export interface SuccessiveHalvingOptions extends StrategyOptions {
  /** The number of configs that are tried on the smallest budget. */
  readonly trials: number;
  /** The seed, which together with its index determines each config. */
  readonly seed: number;
  /** η: the best 1/η of the configs advance, with η times the budget; 3 by default. */
  readonly factor?: number;
  /** The smallest budget that distinguishes configs, an integer, such as a number of epochs. */
  readonly minBudget: number;
  /** The budget of the last rung. */
  readonly maxBudget: number;
}

/**
 * Tries many configs on a small budget, the best `1/η` of them on η times the budget, and so on up to
 * `maxBudget`, so that bad configs cost little. Rung i of s has `max(1, ⌊n·η⁻ⁱ⌋)` configs with a budget of
 * `R·η^(i-s)`, rounded, with the largest s for which the first budget is not below `minBudget`.
 *
 * A rung waits for all its values, so the result does not depend on the concurrency of trials or on the order in
 * which they end. A config that fails does not advance. Configs are drawn as in `randomSearch`.
 *
 * Source: Jamieson & Talwalkar, *Non-stochastic best arm identification and hyperparameter
 * optimization* (AISTATS 2016); budgets as in Li et al., *Hyperband* (JMLR 2018).
 *
 * @throws ArgumentError if `trials` or a budget is not an integer of at least 1, if `minBudget` is above
 * `maxBudget`, or if `factor` is not above 1.
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
  // Counted in a loop, because rounding makes log 243 / log 3 less than 5.
  let last = 0;
  while (minBudget * factor ** (last + 1) <= maxBudget) last++;
  return Array.from({ length: last + 1 }, (_, i) => ({
    size: Math.max(1, Math.floor(trials / factor ** i)),
    budget: Math.round(maxBudget / factor ** (last - i)),
  }));
};
