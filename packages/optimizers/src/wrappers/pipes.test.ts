import { clip, div, pipe, type Tensor, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import type { Optimizer } from '../optimizer.ts';
import { sgd } from '../optimizers/sgd.ts';
import { bits, float64, onLeaves, projections } from '../testing/wrapper-chains.ts';
import { clipByValue } from '../transforms/clip.ts';
import { accumulate } from './accumulate.ts';
import { adjustableRate } from './adjustable-rate.ts';
import { averageParams } from './average-params.ts';
import { before } from './before.ts';
import { byGroup } from './by-group.ts';
import { lookahead } from './lookahead.ts';
import { skipNonFinite } from './skip-non-finite.ts';

describe('a pipe means what it reads as', () => {
  const w = (value: number): Tensor => float64([value]);
  const descent = sgd({ learningRate: 1 });
  /** Parameters and averages after each gradient, from 0. */
  const run = ({ averaged, init, update }: Optimizer, gradients: readonly number[], from = 0) => {
    let state = init(w(from));
    return gradients.map((gradient) => {
      [state] = update(state, w(gradient));
      return [...bits(state.params), ...bits(averaged(state))];
    });
  };
  const half = averageParams({ decay: 0.5 });
  const back = lookahead({ k: 2, alpha: 0.5 });
  const limited = onLeaves((leaf) => clip(leaf, { min: -3 }));

  it('averageParams of lookahead averages the slow weights', () => {
    // Fast -4, then back to φ = -4; -8, then back to -8. The slow weights are 0, -4, -4, -8.
    expect(run(pipe(descent, back, half), [4, 4, 4, 4])).toEqual([
      [-4, 0],
      [-4, -2],
      [-8, -3],
      [-8, -5.5],
    ]);
  });

  it('lookahead of averageParams follows the averages', () => {
    // Fast -4, -8 | -8, -12; their averages -2, -5 | -6.5, -9.25; slow ones of those -2.5, -5.875.
    expect(run(pipe(descent, half, back), [4, 4, 4, 4])).toEqual([
      [-4, 0],
      [-4, -2.5],
      [-8, -2.5],
      [-8, -5.875],
    ]);
  });

  it('averages of averages', () => {
    expect(run(pipe(descent, half, half), [4, 4])).toEqual([
      [-4, -1],
      [-8, -3],
    ]);
  });

  it('a projection acts on what stands left of it, and what stands right acts on its result', () => {
    expect(run(pipe(descent, limited, half), [4, 4], 2)).toEqual([
      [-2, 0],
      [-3, -1.5],
    ]);
    expect(run(pipe(descent, half, limited), [4, 4], 2)).toEqual([
      [-2, 0],
      [-3, -3],
    ]);
  });

  it('lookahead begins each round where projections around it put the parameters', () => {
    const bounded = onLeaves((leaf) => clip(leaf, { max: 1 }));
    // From 6 down to the bound, then from 1 to -3 and halfway back.
    expect(run(pipe(descent, back, bounded), [0, 0, 2, 2], 6).at(-1)).toEqual([-1, -1]);
  });

  it('does not project twice where nothing averages: a projection may round', () => {
    const halving = onLeaves((leaf) => div(leaf, 2));
    const optimizer = byGroup([
      () => true,
      pipe(sgd(), halving, adjustableRate, accumulate(1), before(clipByValue(1))),
    ]);
    const [state, params] = optimizer.update(optimizer.init({ w: tensor([4]) }), {
      w: tensor([0]),
    });
    expect(params.w.toArray()).toEqual([2]);
    expect(optimizer.averaged(state)).toBe(params);
  });

  it('a rate that is adjusted outside scales the step, and not what a projection made of it', () => {
    const { adjust, init, update } = adjustableRate(
      pipe(descent, onLeaves(projections.sphere), skipNonFinite()),
    );
    const state = adjust(init(float64([1, 0])), 0.5);
    const [, params] = update(state, float64([0, 2]));
    expect(bits(params)).toEqual([Math.SQRT1_2, -Math.SQRT1_2].map((x) => expect.closeTo(x, 15)));
  });
});
