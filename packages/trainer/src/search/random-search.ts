import { checkOptions } from '@puregrad/tensors/interpreters';
import { drawConfig } from './draw-config.ts';
import { requirePositive, rungs } from './rungs.ts';
import { describeSpace, type Space } from './space.ts';
import type { Strategy, StrategyOptions } from './strategy.ts';

export interface RandomSearchOptions extends StrategyOptions {
  /** How many configs are drawn. */
  readonly trials: number;
  /** Decides the configs, each with its number. */
  readonly seed: number;
  /** What each trial may spend, such as epochs; 1 by default. */
  readonly budget?: number;
}

/**
 * Independent draws from the space. Config i follows from the seed and i alone, so that a saved state
 * can be taken further by more trials.
 *
 * Source: Bergstra & Bengio, *Random search for hyper-parameter optimization* (JMLR 2012): better than
 * a grid of as many trials wherever some dimensions matter more than others.
 *
 * @throws ArgumentError for trials or a budget that are no whole numbers from 1, and for no seed.
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
    // Not the number of trials: more of them go on where fewer ended.
    search: `randomSearch of seed ${seed}, budget ${budget}, over ${describeSpace(space)}`,
    configs: trials,
    configAt: (index) => drawConfig(space, seed, index),
    rungs: [{ size: trials, budget }],
    mode,
  });
};
