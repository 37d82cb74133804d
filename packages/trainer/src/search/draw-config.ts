import { foldIn, key, uniform } from '@puregrad/tensors';
import type { Dimension, Space } from './space.ts';

/** Config `index` of a seed, from one uniform number for each dimension, in the order of the space. */
export const drawConfig = <C>(space: Space<C>, seed: number, index: number): C => {
  const dimensions = Object.entries<Dimension<unknown>>(space);
  const numbers = uniform(foldIn(key(seed), index), [dimensions.length], { dtype: 'float64' }).data;
  return Object.fromEntries(
    dimensions.map(([name, dimension], i) => [name, dimension.at(numbers[i]!)]),
  ) as C;
};
