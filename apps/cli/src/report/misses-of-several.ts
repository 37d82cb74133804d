import { sigmoid, type Tensor } from '@puregrad/tensors';
import type { Recipe } from '../data/recipe.ts';
import { unitsOf } from '../data/units.ts';
import { short } from './known-columns.ts';

/** A row of several targets: how far it is off, and in words. */
export interface JudgedRow {
  readonly truth: string;
  readonly taken: string;
  readonly figure: string;
  /** The mean of the losses of its targets. */
  readonly loss: number;
}

const MOST_TARGETS = 4;

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The rows of several targets, in the units of the targets. */
export const judgedRows = (
  recipe: Recipe,
  output: Tensor,
  truths: Tensor,
): readonly JudgedRow[] => {
  const { targets = [] } = recipe;
  const units = unitsOf(recipe);
  const width = targets.length;
  const list = (of: (i: number) => string): string => {
    const shown = targets.slice(0, MOST_TARGETS).map(({ name }, i) => `${name} ${of(i)}`);
    return shown.join(', ') + (width > MOST_TARGETS ? ' …' : '');
  };
  const shares = recipe.task === 'multilabel' ? sigmoid(output).data : output.data;
  return Array.from({ length: truths.shape[0]! }, (_, row) => {
    const [truth, taken] = [truths.data, shares].map((data) =>
      Array.from({ length: width }, (_, i) => data[row * width + i]!),
    ) as [number[], number[]];
    if (recipe.task === 'regression') {
      const off = taken.map((value, i) => Math.abs(value - truth[i]!));
      return {
        truth: list((i) => short(truth[i]!)),
        taken: list((i) => short(taken[i]!)),
        figure: list((i) => short(off[i]!)),
        loss: meanOf(off.map((error, i) => (error / units[i]!.std) ** 2)),
      };
    }
    const ofTruth = taken.map((share, i) => (truth[i] === 1 ? share : 1 - share));
    const name = (i: number, second: boolean): string => {
      const target = targets[i]!;
      return target.kind === 'classes' ? target.classes[second ? 1 : 0]! : '';
    };
    return {
      truth: list((i) => name(i, truth[i] === 1)),
      taken: list((i) => name(i, taken[i]! > 0.5)),
      figure: list((i) => `${Math.round(100 * ofTruth[i]!)} %`),
      loss: meanOf(ofTruth.map((share) => -Math.log(share))),
    };
  });
};
