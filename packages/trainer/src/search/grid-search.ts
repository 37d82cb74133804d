import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { MOST_CONFIGS, requirePositive, rungs } from './rungs.ts';
import { type Dimension, describeSpace, type Space } from './space.ts';
import type { Strategy, StrategyOptions } from './strategy.ts';

export interface GridSearchOptions extends StrategyOptions {
  /** The number of values of each range, 5 by default; choices use all of their values. */
  readonly points?: number;
  /** The budget of each trial, such as a number of epochs; 1 by default. */
  readonly budget?: number;
}

/**
 * Every combination of a grid's values, the last dimension changing fastest: suitable for the λ of a
 * penalty and few other hyperparameters. Each further dimension multiplies the number of trials, whereas
 * `randomSearch` tries more values of each dimension in the same number of trials.
 *
 * @throws ArgumentError if `points` or `budget` is not an integer of at least 1.
 * @example
 * ```ts
 * import { choice, gridSearch, logUniform } from '@puregrad/trainer/search';
 * const strategy = gridSearch({ lambda: logUniform(1e-4, 1), width: choice([30, 300]) }, { points: 3 });
 * const [state, trials] = strategy.ask(strategy.init());
 * trials.length; // => 6
 * trials[0]; // => { id: 0, config: { lambda: 0.0001, width: 30 }, budget: 1 }
 * strategy.isDone(trials.reduce((told, { id }) => strategy.tell(told, id, 0.5), state)); // => true
 * ```
 */
export const gridSearch = <C>(space: Space<C>, options: GridSearchOptions = {}): Strategy<C> => {
  const name = 'gridSearch';
  checkOptions(name, { space }, { space: 'object' });
  const {
    points = 5,
    budget = 1,
    mode = 'min',
  } = checkOptions(name, options, {
    points: 'number?',
    budget: 'number?',
    mode: "'min'|'max'?",
  });
  requirePositive(name, 'points', points);
  requirePositive(name, 'budget', budget);
  if (points > MOST_CONFIGS)
    throw new ArgumentError(`${name}: ${points} points are more than ${MOST_CONFIGS}`);
  const described = describeSpace(space);
  const axes = Object.entries<Dimension<unknown>>(space).map(
    ([dimension, { grid }]) => [dimension, grid(points)] as const,
  );
  const configs = axes.reduce((count, [, values]) => count * values.length, 1);
  return rungs({
    name,
    search: `gridSearch of ${points} points, budget ${budget}, over ${described}`,
    configs,
    configAt: (index) => {
      let rest = index;
      const digits = axes.toReversed().map(([dimension, values]) => {
        const value = values[rest % values.length];
        rest = Math.floor(rest / values.length);
        return [dimension, value] as const;
      });
      return Object.fromEntries(digits.reverse()) as C;
    },
    rungs: [{ size: configs, budget }],
    mode,
  });
};
