import { adopt, type Tensor } from '@puregrad/tensors';
import type { Recipe } from './recipe.ts';
import { targetEncodings } from './target-encodings.ts';

/** The units of a target that is a number: the value is `mean + std · output`. */
export interface Units {
  readonly mean: number;
  readonly std: number;
}

const NONE: Units = { mean: 0, std: 1 };

/** The units of each target of a model; those of images are in the network itself. */
export const unitsOf = (recipe: Pick<Recipe, 'inputs' | 'targets'>): readonly Units[] => {
  const targets = targetEncodings(recipe);
  return targets.length === 0
    ? [NONE]
    : targets.map((target) =>
        target.kind === 'number' ? { mean: target.mean ?? 0, std: target.std ?? 1 } : NONE,
      );
};

/** Digits of a standardized number that float32 holds. */
const DIGITS = 7;

/**
 * A number of a network in the units of the target, in float64, because times in seconds have many digits. Digits
 * below those that float32 holds of the deviation are rounded away.
 */
export const inUnits = ({ mean, std }: Units): ((value: number) => number) => {
  const decimals = Math.min(100, Math.max(0, DIGITS - 1 - Math.floor(Math.log10(std))));
  return (value) => Number((mean + std * value).toFixed(decimals));
};

/** Outputs of a network, or standardized targets, in the units of the targets. */
export const tensorInUnits = (units: readonly Units[]): ((values: Tensor) => Tensor) => {
  const convert = units.map(inUnits);
  return ({ data, shape }) =>
    adopt(
      Float64Array.from(data, (value, i) => convert[i % convert.length]!(value)),
      shape,
    );
};
