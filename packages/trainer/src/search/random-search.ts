import { checkOptions } from '@puregrad/tensors/interpreters';
import { drawConfig } from './draw-config.ts';
import { requirePositive, rungs } from './rungs.ts';
import { describeSpace, type Space } from './space.ts';
import type { Strategy, StrategyOptions } from './strategy.ts';

export interface RandomSearchOptions extends StrategyOptions {
  /** The number of configs to draw. */
  readonly trials: number;
  /** The seed, which together with its index determines each config. */
  readonly seed: number;
  /** The budget of each trial, such as a number of epochs; 1 by default. */
  readonly budget?: number;
}

/**
 * Independent draws from the space. Config i depends only on the seed and i, so a saved state can be continued
 * with more trials.
 *
 * Source: Bergstra & Bengio, *Random search for hyper-parameter optimization* (JMLR 2012): better than
 * a grid of the same number of trials if some dimensions matter more than others.
 *
 * @throws ArgumentError if `trials` or `budget` is not an integer of at least 1, or if there is no seed.
 * @example
 * ```ts
 * import { logUniform, randomSearch } from '@puregrad/trainer/search';
 * const strategy = randomSearch({ lambda: logUniform(1e-5, 1) }, { trials: 20, seed: 42 });
 * const [state, trials] = strategy.ask(strategy.init(), 2);
 * strategy.ranked(strategy.tell(state, trials[1].id, 0.3))[0]?.value; // => 0.3
 * ```
 */
export const randomSearch = <C>(space: Space<C>, options: RandomSearchOptions): Strategy<C> => {
  const name = 'randomSearch';
  checkOptions(name, { space }, { space: 'object' });
  const {
    trials,
    seed,
    budget = 1,
    mode = 'min',
  } = checkOptions(name, options, {
    trials: 'number',
    seed: 'number',
    budget: 'number?',
    mode: "'min'|'max'?",
  });
  requirePositive(name, 'trials', trials);
  requirePositive(name, 'budget', budget);
  return rungs({
    name,
    // Without the number of trials, so that a search with more of them can continue one with fewer.
    search: `randomSearch of seed ${seed}, budget ${budget}, over ${describeSpace(space)}`,
    configs: trials,
    configAt: (index) => drawConfig(space, seed, index),
    rungs: [{ size: trials, budget }],
    mode,
  });
};
