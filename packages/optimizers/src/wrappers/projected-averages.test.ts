import {
  clip,
  compile,
  div,
  leaves,
  mapTree,
  maximum,
  norm,
  type Tensor,
  tensor,
} from '@puregrad/tensors';
import { between } from '@puregrad/tensors/testing/between';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { after, before, type Optimizer } from '../optimizer.ts';
import { adam } from '../optimizers/adam.ts';
import { momentum } from '../optimizers/momentum.ts';
import { sgd } from '../optimizers/sgd.ts';
import { clipByValue } from '../transforms/clip.ts';
import { accumulate } from './accumulate.ts';
import { adjustableRate } from './adjustable-rate.ts';
import { averageParams } from './average-params.ts';
import { byGroup, freeze } from './by-group.ts';
import { lookahead } from './lookahead.ts';
import { skipNonFinite } from './skip-non-finite.ts';

type Wrapper = (inner: Optimizer) => Optimizer;

/** Everything that wraps an optimizer, each in the forms that differ. */
const wrappers: { readonly [name: string]: Wrapper } = {
  accumulate: accumulate(2),
  adjustableRate,
  'averageParams, slow': averageParams(),
  'averageParams, fast': averageParams({ decay: 0.5 }),
  'averageParams, warmup': averageParams({ warmup: true }),
  before: before(clipByValue(5)),
  'byGroup, two': (inner) => byGroup([(path) => path === 'a', inner], [() => true, inner]),
  'freeze, another': freeze((path) => path === 'frozen'),
  'lookahead, 1': lookahead({ k: 1 }),
  'lookahead, 2': lookahead({ k: 2 }),
  'lookahead, 3 and all the way': lookahead({ k: 3, alpha: 1 }),
  skipNonFinite: skipNonFinite(),
};

/** Wrappers that choose by name, the inner first. */
const MASKED = ['byGroup, two', 'freeze, another'];

/** Sets that differ in kind: a box, a half-space's corner, a sphere, which is not convex. */
const projections: { readonly [name: string]: (leaf: Tensor) => Tensor } = {
  box: (leaf) => clip(leaf, { min: -1, max: 1 }),
  corner: (leaf) => maximum(leaf, 0.25),
  // Zeros, which have no direction, stay.
  sphere: (leaf) => div(leaf, maximum(norm(leaf), 1e-300)),
};

const optimizers: { readonly [name: string]: Optimizer } = {
  adam: adam({ learningRate: 0.5 }),
  momentum: momentum({ learningRate: 0.5 }),
  sgd: sgd({ learningRate: 0.5 }),
};

const float64 = (...values: readonly number[]): Tensor => tensor(values, { dtype: 'float64' });
const numbers = (tree: unknown) => leaves(tree).flatMap((leaf) => [...leaf.data]);
const apply = (inner: Optimizer, names: readonly string[]) =>
  names.reduce((optimizer, name) => wrappers[name]!(optimizer), inner);

const stack = fc.array(fc.constantFrom(...Object.keys(wrappers)), { maxLength: 3 });

describe('what is averaged satisfies the projections', () => {
  it('lookahead and averageParams, a projection inside and outside', () => {
    const bounded = after((params) => mapTree(params, (leaf) => clip(leaf, { max: 1 })));
    for (const average of [lookahead(), lookahead({ k: 1 }), averageParams()])
      for (const order of [
        [bounded, average],
        [average, bounded],
      ]) {
        const { averaged, init, update } = order.reduce(
          (inner, wrap) => wrap(inner),
          sgd({ learningRate: 1 }),
        );
        const [state, params] = update(init(tensor([6])), tensor([-1]));
        expect([...params.data]).toEqual([1]);
        expect([...averaged(state).data]).toEqual([1]);
      }
  });

  it('in any stack of wrappers around any projection, after every step', () => {
    const entry = fc.tuple(between(2, 9), between(-9, 9));
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(optimizers)),
        stack,
        fc.constantFrom(...Object.keys(projections)),
        stack,
        entry,
        fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
          minLength: 1,
          maxLength: 7,
        }),
        (name, inside, projection, outside, start, gradients) => {
          const order = [...inside, ...outside];
          // A group or `freeze` gives what it wraps some of the parameters: other masks choose none of them.
          const masks = order.filter((wrapper) => /^(byGroup|freeze),/.test(wrapper)).join();
          fc.pre(['', ...MASKED, MASKED.join()].includes(masks));
          const onto = projections[projection]!;
          const projected = after((params) => mapTree(params, onto));
          const { averaged, init, update } = apply(
            projected(apply(optimizers[name]!, inside)),
            outside,
          );
          const frozen = onto(float64(0.5, 0.5));
          // While nothing changes, nothing is projected: what these start with is.
          const rests = order.some((wrapper) => /^(accumulate|skipNonFinite)/.test(wrapper));
          const begun = rests ? onto(float64(...start)) : float64(...start);
          let state = init({ a: begun, b: begun, frozen });
          for (const gradient of gradients) {
            const g = float64(...gradient);
            [state] = update(state, { a: g, b: g, frozen: g });
            for (const tree of [state.params, averaged(state)]) {
              const there = numbers(mapTree(tree, onto));
              numbers(tree).forEach((x, i) => {
                expect(x).toBeCloseTo(there[i]!, 12);
              });
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('does not touch the parameters where nothing averages: a projection may round', () => {
    const halving = after((params) => mapTree(params, (leaf) => div(leaf, 2)));
    const { averaged, init, update } = byGroup([
      () => true,
      before(clipByValue(1))(accumulate(1)(adjustableRate(halving(sgd())))),
    ]);
    const [state, params] = update(init({ w: tensor([4]) }), { w: tensor([0]) });
    expect(averaged(state)).toBe(params);
  });
});

describe('lookahead and a projection', () => {
  it('starts each round from the projected slow weights, inside or outside, compiled too', () => {
    const bounded = after((params) => mapTree(params, (leaf) => clip(leaf, { max: 1 })));
    const inner = sgd({ learningRate: 1 });
    for (const optimizer of [
      lookahead({ k: 2 })(bounded(inner)),
      bounded(lookahead({ k: 2 })(inner)),
    ]) {
      const step = compile(
        (state: ReturnType<typeof optimizer.init<Tensor>>, gradient: Tensor) =>
          optimizer.update(state, gradient)[0],
      );
      // Two steps from 6 to the bound and back to it, then from 1 to -3 and halfway back.
      let state = optimizer.init(float64(6));
      for (const gradient of [0, 0, 2, 2]) state = step(state, float64(gradient));
      expect(numbers(state.params)).toEqual([-1]);
      expect(numbers(optimizer.averaged(state))).toEqual([-1]);
    }
  });
});
