import { leaves, mapTree, mul, type Tensor, tensor } from '@puregrad/tensors';
import { between } from '@puregrad/tensors/testing/between';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chain, type GradientTransform, stateless, transformMonoid } from './gradient-transform.ts';
import { cosineDecay } from './schedules/decays.ts';
import { addDecayedWeights } from './transforms/add-decayed-weights.ts';
import { clipByGlobalNorm, clipByNorm, clipByValue } from './transforms/clip.ts';
import { scaleByAdam } from './transforms/scale-by-adam.ts';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.ts';
import { trace } from './transforms/trace.ts';

const transform: fc.Arbitrary<GradientTransform> = fc.constantFrom(
  clipByValue(0.5),
  clipByNorm(1),
  clipByGlobalNorm(1),
  addDecayedWeights(0.1),
  trace({ decay: 0.9, nesterov: true }),
  scaleByAdam(),
  scaleByLearningRate(0.1),
  scaleByLearningRate(cosineDecay({ from: 1, steps: 3 })),
  transformMonoid.empty,
);
const gradients = fc.array(fc.tuple(between(-9, 9), between(-9, 9)), {
  minLength: 1,
  maxLength: 5,
});

type Params = { readonly w: Tensor; readonly b: Tensor };
const params: Params = { w: tensor([1], { dtype: 'float64' }), b: tensor(2, { dtype: 'float64' }) };

/** The updates of every step: what users see of a transform, whose states nest as chains do. */
const updatesOf = (
  { init, update }: GradientTransform,
  list: readonly (readonly [number, number])[],
) => {
  let state = init(params);
  return list.flatMap(([w, b], i) => {
    const grads = { w: tensor([w], { dtype: 'float64' }), b: tensor(b, { dtype: 'float64' }) };
    const [next, updates] = update(state, grads, { params, step: tensor(i, { dtype: 'int32' }) });
    state = next;
    return leaves(updates).flatMap((leaf) => [...leaf.data]);
  });
};

describe('the monoid of transforms, by the updates they make', () => {
  const { concat, empty } = transformMonoid;

  it('has an identity', () => {
    fc.assert(
      fc.property(transform, gradients, (t, list) => {
        const expected = updatesOf(t, list);
        expect(updatesOf(concat(t, empty), list)).toEqual(expected);
        expect(updatesOf(concat(empty, t), list)).toEqual(expected);
        expect(updatesOf(chain(t), list)).toEqual(expected);
      }),
    );
  });

  it('is associative, and chain is its fold', () => {
    fc.assert(
      fc.property(transform, transform, transform, gradients, (a, b, c, list) => {
        const expected = updatesOf(concat(concat(a, b), c), list);
        expect(updatesOf(concat(a, concat(b, c)), list)).toEqual(expected);
        expect(updatesOf(chain(a, b, c), list)).toEqual(expected);
      }),
    );
  });

  it('is not commutative: momentum before the rate or after it differ when the rate changes', () => {
    const rate = scaleByLearningRate(cosineDecay({ from: 1, steps: 3 }));
    const velocity = trace({ decay: 0.9 });
    const list = [
      [1, 1],
      [1, 1],
    ] as const;
    expect(updatesOf(chain(rate, velocity), list)).not.toEqual(
      updatesOf(chain(velocity, rate), list),
    );
  });
});

describe('clipping', () => {
  const clipped = (t: GradientTransform, values: number[]) =>
    updatesOf(
      stateless((u) => t.update(t.init(u), u, { params: u, step: tensor(0) })[1]),
      [[values[0]!, values[1]!]],
    );

  it('by global norm keeps the direction, by norm takes each tensor by itself', () => {
    expect(clipped(clipByGlobalNorm(1), [3, 4])).toEqual([
      expect.closeTo(0.6, 12),
      expect.closeTo(0.8, 12),
    ]);
    expect(clipped(clipByNorm(1), [3, 0.4])).toEqual([1, 0.4]);
    expect(clipped(clipByValue(2, -1), [3, -4])).toEqual([2, -1]);
  });

  it('leaves what is within bounds bit for bit, and zero at zero', () => {
    for (const t of [
      clipByGlobalNorm(9),
      clipByNorm(9),
      clipByValue(9),
      clipByGlobalNorm(9, { eps: 1e-6 }),
    ]) {
      expect(clipped(t, [0.1, -0.3])).toEqual([0.1, -0.3]);
      expect(clipped(t, [0, 0])).toEqual([0, 0]);
    }
  });

  it('does not hide a gradient that is not finite', () => {
    expect(clipped(clipByGlobalNorm(1), [Infinity, 1])[0]).toBeNaN();
    expect(clipped(clipByValue(1), [Number.NaN, 1])).toEqual([Number.NaN, 1]);
  });
});

it('mapTree of a chain’s state finds every slot: states are plain trees', () => {
  const { init } = chain(trace({ decay: 0.9 }), scaleByAdam());
  const doubled = mapTree(init(params), (leaf) => mul(leaf, 2));
  expect(leaves(doubled).length).toBe(6);
});
