import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';

/** The distribution of one hyperparameter, and the values of a grid of it. */
export interface Dimension<A> {
  /** The value at `u` in [0, 1). A uniform `u` gives the distribution of the dimension. */
  readonly at: (u: number) => A;
  /** The different values of a grid of about the given number of points. */
  readonly grid: (points: number) => readonly A[];
  /** A description in words, which distinguishes the states of different searches. */
  readonly description: string;
}

/** A dimension for each hyperparameter of a config. */
export type Space<C> = { readonly [K in keyof C]: Dimension<C[K]> };

/**
 * One of the given values, all equally likely; a grid has all of them. Values of any type are allowed, even
 * functions, because the state of a search holds the indices of configs, not configs.
 *
 * @throws ArgumentError if there are no values.
 * @example
 * ```ts
 * import { choice } from '@puregrad/trainer/search';
 * const space = { width: choice([30, 100, 300]) };
 * Object.keys(space); // => ['width']
 * ```
 */
export const choice = <const A>(options: readonly A[]): Dimension<A> => {
  checkOptions('choice', { options }, { options: 'array' });
  if (options.length === 0) throw new ArgumentError('choice: there must be options to choose from');
  return {
    at: (u) => options[Math.floor(u * options.length)]!,
    grid: () => options,
    description: `choice(${options.map(describe).join(', ')})`,
  };
};

const describe = (option: unknown): string =>
  typeof option === 'function'
    ? option.name
    : typeof option === 'bigint'
      ? String(option)
      : (JSON.stringify(option) ?? String(option));

/** `points` equidistant numbers in [0, 1], both ends included; the middle if there is only one. */
const places = (points: number): readonly number[] =>
  points === 1 ? [0.5] : Array.from({ length: points }, (_, i) => i / (points - 1));

/** The ends exactly at 0 and 1, and in between a value within the bounds, in spite of rounding. */
const between = (min: number, max: number, way: (u: number) => number) => (u: number) =>
  u === 0 ? min : u === 1 ? max : Math.min(max, Math.max(min, way(u)));

const requireRange = (operation: string, min: number, max: number, least: number): void => {
  if (!(min >= least && min <= max && max < Infinity))
    throw new ArgumentError(
      `${operation}: needs finite ${least > 0 ? 'positive ' : ''}bounds, min not above max, got ${min} and ${max}`,
    );
};

/**
 * A number from `min` to `max`, uniformly distributed; a grid has equal steps and includes both ends.
 *
 * @throws ArgumentError if a bound is not finite, or if `min` is above `max`.
 * @example
 * ```ts
 * import { uniformRange } from '@puregrad/trainer/search';
 * const space = { dropout: uniformRange(0, 0.8) };
 * Object.keys(space); // => ['dropout']
 * ```
 */
export const uniformRange = (min: number, max: number): Dimension<number> => {
  checkOptions('uniformRange', { min, max }, { min: 'number', max: 'number' });
  requireRange('uniformRange', min, max, -Number.MAX_VALUE);
  // Not min + u·(max - min): the difference may overflow.
  const at = between(min, max, (u) => min * (1 - u) + max * u);
  return {
    at,
    grid: (points) => [...new Set(places(points).map(at))],
    description: `uniformRange(${min}, ${max})`,
  };
};

/**
 * A number from `min` to `max` whose logarithm is uniformly distributed: as likely from 0.001 to 0.01 as
 * from 0.01 to 0.1, which suits learning rates and penalties. A grid has equal factors and includes both ends.
 * Numbers are rounded to 12 digits, so that they are the same on every machine.
 *
 * @throws ArgumentError if a bound is not finite and above 0, or if `min` is above `max`.
 * @example
 * ```ts
 * import { logUniform } from '@puregrad/trainer/search';
 * logUniform(0.001, 10).grid(5); // => [0.001, 0.01, 0.1, 1, 10]
 * ```
 */
export const logUniform = (min: number, max: number): Dimension<number> => {
  checkOptions('logUniform', { min, max }, { min: 'number', max: 'number' });
  requireRange('logUniform', min, max, Number.MIN_VALUE);
  const [low, high] = [Math.log10(min), Math.log10(max)];
  // JavaScript engines disagree on the last digits of powers, but not on the first twelve; and 0.01 is 0.01.
  const at = between(min, max, (u) => Number((10 ** (low * (1 - u) + high * u)).toPrecision(12)));
  return {
    at,
    grid: (points) => [...new Set(places(points).map(at))],
    description: `logUniform(${min}, ${max})`,
  };
};

/**
 * An integer from `min` to `max`, both included, all equally likely. A grid has about equal steps, or all
 * the integers if there are not more of them than points.
 *
 * @throws ArgumentError if a bound is not an integer, or if `min` is above `max`.
 * @example
 * ```ts
 * import { integers } from '@puregrad/trainer/search';
 * const space = { layers: integers(1, 4) };
 * Object.keys(space); // => ['layers']
 * ```
 */
export const integers = (min: number, max: number): Dimension<number> => {
  checkOptions('integers', { min, max }, { min: 'number', max: 'number' });
  requireRange('integers', min, max, -Number.MAX_SAFE_INTEGER);
  if (!(Number.isSafeInteger(min) && Number.isSafeInteger(max)))
    throw new ArgumentError(`integers: bounds must be integers, got ${min} and ${max}`);
  const count = max - min + 1;
  return {
    at: (u) => min + Math.floor(u * count),
    grid: (points) => [
      ...new Set(places(Math.min(points, count)).map((u) => min + Math.round(u * (count - 1)))),
    ],
    description: `integers(${min}, ${max})`,
  };
};

/** A description of all dimensions in words. */
export const describeSpace = <C>(space: Space<C>): string =>
  Object.entries<Dimension<unknown>>(space)
    .map(([name, dimension]) => {
      checkOptions('space', { [name]: dimension }, { [name]: '{at,grid}' });
      return `${name}: ${dimension.description}`;
    })
    .join(', ');
