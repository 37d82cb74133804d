import {
  abs,
  clip,
  compile,
  div,
  leaves,
  leavesWithPaths,
  mapTree,
  maximum,
  norm,
  pipe,
  type Tensor,
  tensor,
} from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Optimizer, OptimizerState } from '../optimizer.ts';
import { adam } from '../optimizers/adam.ts';
import { momentum } from '../optimizers/momentum.ts';
import { sgd } from '../optimizers/sgd.ts';
import { exponentialDecay } from '../schedules/decays.ts';
import { clipByValue } from '../transforms/clip.ts';
import { trace } from '../transforms/trace.ts';
import { accumulate } from './accumulate.ts';
import { adjustableRate } from './adjustable-rate.ts';
import { after } from './after.ts';
import { around, aroundStep } from './around.ts';
import { averageParams } from './average-params.ts';
import { before } from './before.ts';
import { byGroup } from './by-group.ts';
import { freeze } from './freeze.ts';
import { lookahead } from './lookahead.ts';
import { skipNonFinite } from './skip-non-finite.ts';

type Wrap = (inner: Optimizer) => Optimizer;

const onLeaves = (f: (leaf: Tensor) => Tensor): Wrap => after((params) => mapTree(params, f));

/** Sets that differ in kind: a box, a half-space's corner, a sphere, which is not convex. */
const projections = {
  box: (leaf: Tensor) => clip(leaf, { min: -1, max: 1 }),
  corner: (leaf: Tensor) => maximum(leaf, 0.25),
  // Zeros, which have no direction, stay.
  sphere: (leaf: Tensor) => div(leaf, maximum(norm(leaf), 1e-300)),
};

/** Act on the result of steps, and keep equal numbers equal. */
const averages = {
  averageParams: averageParams({ decay: 0.5 }),
  'averageParams, warmup': averageParams({ warmup: true }),
  'lookahead, 1': lookahead({ k: 1 }),
  'lookahead, 2': lookahead({ k: 2 }),
};
/** Leave steps out. */
const gates = { accumulate: accumulate(2), skipNonFinite: skipNonFinite() };
/** Change gradients or steps. */
const others: { readonly [name: string]: Wrap } = {
  adjustableRate,
  'before, clipped': before(clipByValue(5)),
  'before, with memory': before(trace({ decay: 0.5 })),
};
const grouped: { readonly [name: string]: Wrap } = {
  'byGroup, two': (inner) => byGroup([(path) => path.startsWith('a'), inner], [() => true, inner]),
  'byGroup, another': (inner) => byGroup([() => true, pipe(inner, averageParams())]),
  freeze: freeze((path) => path === 'frozen'),
};
const projecting = Object.fromEntries(
  Object.entries(projections).map(([name, f]) => [`after, ${name}`, onLeaves(f)]),
);
const wrappers: { readonly [name: string]: Wrap } = {
  ...averages,
  ...gates,
  ...others,
  ...grouped,
  ...projecting,
};

const optimizers: { readonly [name: string]: Optimizer } = {
  adam: adam({ learningRate: exponentialDecay({ from: 0.5, rate: 0.5, steps: 2 }) }),
  momentum: momentum({ learningRate: 0.5 }),
  sgd: sgd({ learningRate: 0.5 }),
};

const float64 = (values: readonly number[]): Tensor => tensor(values, { dtype: 'float64' });
interface Params {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly frozen: Tensor;
}
const start: Params = { a: float64([3, -2]), b: float64([0.5, 8]), frozen: float64([-0, 0.75]) };
const gradientsOf = (list: readonly (readonly [number, number])[]): readonly Params[] =>
  list.map(([x, y]) => ({
    a: float64([x, y]),
    b: float64([y, 1]),
    frozen: float64([1, x]),
  }));
const GRADIENTS = gradientsOf([
  [1, -2],
  [3, 0.5],
  [-6, 2],
]);

const bits = (tree: unknown) => leaves(tree).flatMap((leaf) => [...leaf.data]);
const stack = (inner: Optimizer, names: readonly string[]): Optimizer =>
  names.reduce((optimizer, name) => wrappers[name]!(optimizer), inner);

/** The states after each gradient. */
const statesOf = (
  { init, update }: Optimizer,
  gradients: readonly Params[] = GRADIENTS,
): readonly OptimizerState<Params>[] => {
  let state = init(start);
  return gradients.map((gradient) => {
    [state] = update(state, gradient);
    return state;
  });
};
/** The parameters that users see: those to train and those to evaluate. */
const seenOf = (optimizer: Optimizer, gradients?: readonly Params[]) =>
  statesOf(optimizer, gradients).map((state) => [
    bits(state.params),
    bits(optimizer.averaged(state)),
  ]);

const names = Object.keys(wrappers);
/** One wrapper of each kind. Their variants stand alone here, and in random chains. */
const kinds = [
  'averageParams',
  'lookahead, 2',
  'accumulate',
  'skipNonFinite',
  'adjustableRate',
  'before, with memory',
  'byGroup, two',
  'freeze',
  'after, sphere',
];
/** Every wrapper by itself, and each kind around each kind. */
const pairs = [
  ...names.map((name) => [name]),
  ...kinds.flatMap((outer) => kinds.map((inner) => [inner, outer])),
];
/** A mask that chooses by name must find something in what a mask around it leaves. */
const isPossible = (chain: readonly string[]): boolean =>
  ['', 'freeze', 'byGroup, two', 'byGroup, two,freeze'].includes(
    chain.filter((name) => name === 'freeze' || name === 'byGroup, two').join(),
  );
const chains = fc.array(fc.constantFrom(...names), { maxLength: 4 }).filter(isPossible);
const anyOptimizer = fc.constantFrom(...Object.keys(optimizers));
const anyGradients = fc
  .array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map(gradientsOf);

/** Holds a law for all pairs around momentum, and for random chains around any optimizer. */
const forChains = (
  law: (inner: Optimizer, chain: readonly string[], gradients: readonly Params[]) => void,
  allowed: (name: string) => boolean = () => true,
): void => {
  for (const chain of pairs)
    if (chain.every(allowed) && isPossible(chain)) law(optimizers.momentum!, chain, GRADIENTS);
  fc.assert(
    fc.property(anyOptimizer, chains, anyGradients, (name, chain, gradients) =>
      law(optimizers[name]!, chain.filter(allowed), gradients),
    ),
    { numRuns: 8 },
  );
};
const isNot =
  (...excluded: readonly string[]) =>
  (name: string): boolean =>
    !excluded.includes(name);
const isOf =
  (...tables: readonly object[]) =>
  (name: string): boolean =>
    tables.some((table) => Object.hasOwn(table, name));

describe('laws of wrappers, for all pairs and random chains', () => {
  for (const [projection, onto] of Object.entries(projections))
    it(`parameters and averages satisfy a projection that comes last: ${projection}`, () => {
      forChains((inner, chain, gradients) => {
        const optimizer = pipe(stack(inner, chain), onLeaves(onto));
        for (const state of statesOf(optimizer, gradients))
          if (state.moved?.item() !== 0)
            for (const tree of [state.params, optimizer.averaged(state)]) {
              const there = bits(mapTree(tree, onto));
              const distances = bits(tree).map((x, i) => Math.abs(x - there[i]!));
              expect(Math.max(...distances), chain.join()).toBeLessThan(1e-12);
            }
      });
    });

  it('what is frozen stays bit for bit, if freeze comes last', () => {
    forChains((inner, chain, gradients) => {
      const optimizer = pipe(stack(inner, chain), wrappers.freeze!);
      for (const state of statesOf(optimizer, gradients)) {
        expect(bits(state.params.frozen), chain.join()).toEqual([-0, 0.75]);
        expect(bits(optimizer.averaged(state).frozen), chain.join()).toEqual([-0, 0.75]);
      }
    }, isNot('freeze'));
  });

  it('and under each wrapper that projects nothing', () => {
    forChains(
      (inner, chain, gradients) => {
        const optimizer = stack(wrappers.freeze!(inner), chain);
        for (const state of statesOf(optimizer, gradients)) {
          expect(bits(state.params.frozen), chain.join()).toEqual([-0, 0.75]);
          expect(bits(optimizer.averaged(state).frozen), chain.join()).toEqual([-0, 0.75]);
        }
      },
      (name) => isNot('byGroup, two', 'freeze')(name) && !isOf(projecting)(name),
    );
  });

  it('groups of one optimizer are that optimizer, bit for bit, under each wrapper', () => {
    forChains((inner, chain, gradients) => {
      const groups = byGroup([(path) => path === 'b', inner], [() => true, inner]);
      expect(seenOf(stack(groups, chain), gradients)).toEqual(
        seenOf(stack(inner, chain), gradients),
      );
    }, isNot('byGroup, two'));
  });

  it('a wrapper that does nothing changes nothing, wherever it stands', () => {
    const nothing = { name: 'nothing', remember: () => ({}) };
    const identities = [
      around<never, object>({
        ...nothing,
        update: (own, state, grads, inner) => [own, inner.update(state, grads)[0]],
      }),
      aroundStep<never, object>({ ...nothing, update: (own, { params }) => [own, params] }),
    ];
    forChains((inner, chain, gradients) => {
      const plain = seenOf(stack(inner, chain), gradients);
      for (const [i, identity] of identities.entries()) {
        const inside = identity(stack(inner, chain.slice(0, i)));
        expect(seenOf(stack(inside, chain.slice(i)), gradients), chain.join()).toEqual(plain);
      }
    });
    // Zeros may change their sign here: a sum that begins with 0 has none.
    const unsigned = (optimizer: Optimizer) =>
      statesOf(optimizer).map(({ params }) => bits(params).map((x) => x + 0));
    for (const name of names)
      for (const identity of [accumulate(1), onLeaves((leaf) => leaf)]) {
        const plain = stack(optimizers.adam!, [name]);
        expect(unsigned(identity(plain)), name).toEqual(unsigned(plain));
      }
  });

  it('a step that is left out changes nothing', () => {
    forChains((inner, chain, gradients) => {
      const optimizer = stack(accumulate(3)(inner), chain);
      let state = optimizer.init(start);
      for (const gradient of [...gradients, ...GRADIENTS]) {
        const [next, params] = optimizer.update(state, gradient);
        expect(next.moved, chain.join()).toBeDefined();
        expect(next.step.item()).toBe(state.step.item() + 1);
        if (next.moved!.item() === 0) {
          expect(bits(params), chain.join()).toEqual(bits(state.params));
          expect(bits(optimizer.averaged(next)), chain.join()).toEqual(
            bits(optimizer.averaged(state)),
          );
        }
        state = next;
      }
    });
  });

  it('goes on as if skipped gradients had never come, whatever acts on the steps', () => {
    const bad = mapTree(start, (leaf) => div(abs(leaf), 0));
    forChains(
      (inner, chain, gradients) => {
        const given = gradients.flatMap((gradient) => [bad, gradient]);
        const skipping = seenOf(stack(skipNonFinite()(inner), chain), given);
        expect(
          skipping.filter((_, i) => i % 2 === 1),
          chain.join(),
        ).toEqual(seenOf(stack(inner, chain), gradients));
      },
      (name) => isOf(averages, projecting)(name),
    );
  });

  it('compiled equals eager, bit for bit', () => {
    // Each is compiled, so these are fewer.
    const law = (inner: Optimizer, chain: readonly string[]) => {
      const optimizer = stack(inner, chain);
      const step = compile((state: OptimizerState<Params>, gradient: Params) => {
        const [next] = optimizer.update(state, gradient);
        return [next, optimizer.averaged(next)] as const;
      });
      let [eager, compiled] = [optimizer.init(start), optimizer.init(start)];
      for (const gradient of GRADIENTS) {
        const [next, averaged] = step(compiled, gradient);
        compiled = next;
        [eager] = optimizer.update(eager, gradient);
        expect(bits(compiled), chain.join()).toEqual(bits(eager));
        expect(bits(averaged), chain.join()).toEqual(bits(optimizer.averaged(eager)));
      }
      expect(step.traceCount).toBe(1);
    };
    for (const name of names) law(optimizers.adam!, [name]);
    fc.assert(
      fc.property(anyOptimizer, chains, (name, chain) => law(optimizers[name]!, chain)),
      { numRuns: 8 },
    );
  });

  it('states are saved by their paths and go on in the places of a new state', () => {
    forChains((inner, chain, gradients) => {
      const optimizer = stack(inner, chain);
      const states = statesOf(optimizer, [...gradients, ...GRADIENTS]);
      const saved = new Map(leavesWithPaths(states[gradients.length - 1]));
      const template = optimizer.init(start);
      expect([...saved].map(([path, { dtype }]) => [path, dtype])).toEqual(
        leavesWithPaths(template).map(([path, { dtype }]) => [path, dtype]),
      );
      let state = mapTree(template, (_, path) => saved.get(path)!);
      for (const gradient of GRADIENTS) [state] = optimizer.update(state, gradient);
      expect(bits(state), chain.join()).toEqual(bits(states.at(-1)));
    });
  });
});

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
