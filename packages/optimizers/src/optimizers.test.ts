import { grad } from '@puregrad/autodiff';
import {
  add,
  compile,
  type FloatDType,
  leaves,
  mapTree,
  mul,
  pipe,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import type { Optimizer } from './optimizer.ts';
import { adadelta } from './optimizers/adadelta.ts';
import { adagrad } from './optimizers/adagrad.ts';
import { adam, adamW, amsgrad } from './optimizers/adam.ts';
import { adamax } from './optimizers/adamax.ts';
import { lamb } from './optimizers/lamb.ts';
import { lion } from './optimizers/lion.ts';
import { momentum, nesterov } from './optimizers/momentum.ts';
import { nadam } from './optimizers/nadam.ts';
import { radam } from './optimizers/radam.ts';
import { rmsprop } from './optimizers/rmsprop.ts';
import { rprop } from './optimizers/rprop.ts';
import { sgd } from './optimizers/sgd.ts';
import { cosineDecay, exponentialDecay } from './schedules/decays.ts';
import { centralize } from './transforms/centralize.ts';
import { clipByGlobalNorm, clipByNorm, clipByValue } from './transforms/clip.ts';
import { accumulate } from './wrappers/accumulate.ts';
import { adjustableRate } from './wrappers/adjustable-rate.ts';
import { after } from './wrappers/after.ts';
import { averageParams } from './wrappers/average-params.ts';
import { before } from './wrappers/before.ts';
import { byGroup } from './wrappers/by-group.ts';
import { lookahead } from './wrappers/lookahead.ts';
import { skipNonFinite } from './wrappers/skip-non-finite.ts';

/** Every optimizer, with a rate at which it masters both functions below. */
const optimizers: { readonly [name: string]: Optimizer } = {
  sgd: sgd({ learningRate: 2e-3 }),
  momentum: momentum({ learningRate: 1e-3 }),
  'momentum, dampened': momentum({ learningRate: 1e-3, dampening: 0.1 }),
  'momentum, rate inside': momentum({ learningRate: 1e-3, rateInside: true }),
  nesterov: nesterov({ learningRate: 1e-3 }),
  adam: adam({ learningRate: 0.03 }),
  'adam, eps inside the root': adam({ learningRate: 0.03, eps: 0, epsRoot: 1e-8 }),
  'adam, TensorFlow’s eps': adam({ learningRate: 0.03, eps: 0, epsHat: 1e-8 }),
  amsgrad: amsgrad({ learningRate: 0.03 }),
  adamW: adamW({ learningRate: 0.03, weightDecay: 0 }),
  adagrad: adagrad({ learningRate: 0.5 }),
  'adagrad, TensorFlow’s': adagrad({ learningRate: 0.5, initialAccumulator: 0.1, eps: 0 }),
  rmsprop: rmsprop({ learningRate: 0.003 }),
  'rmsprop, momentum': rmsprop({ learningRate: 0.001, momentum: 0.9 }),
  'rmsprop, centered': rmsprop({ learningRate: 0.003, centered: true, eps: 1e-2 }),
  nadam: nadam({ learningRate: 0.03 }),
  radam: radam({ learningRate: 1e-3 }),
  adamax: adamax({ learningRate: 0.03 }),
  adadelta: adadelta({ learningRate: 0.3 }),
  rprop: rprop(),
  lion: lion({ learningRate: exponentialDecay({ from: 0.01, rate: 0.1, steps: 2500 }) }),
  lamb: lamb({ learningRate: exponentialDecay({ from: 0.03, rate: 0.1, steps: 2500 }) }),
  'sgd, cosine decay': sgd({ learningRate: cosineDecay({ from: 4e-3, to: 1e-3, steps: 4000 }) }),
  'adam, exponential decay': adam({
    learningRate: exponentialDecay({ from: 0.05, rate: 0.5, steps: 1000 }),
  }),
  'adam behind a clip': pipe(adam({ learningRate: 0.03 }), before(clipByGlobalNorm(1))),
  'adam, centralized': pipe(adam({ learningRate: 0.03 }), before(centralize())),
  'adam, averaged': pipe(adam({ learningRate: 0.03 }), averageParams({ decay: 0.5 })),
  'adam, accumulated': pipe(adam({ learningRate: 0.03 }), accumulate(2)),
  'adam, lookahead': pipe(adam({ learningRate: 0.03 }), lookahead()),
  'adam, skipping': pipe(adam({ learningRate: 0.03 }), skipNonFinite()),
  'adam, adjustable': adjustableRate(adam({ learningRate: 0.03 })),
  'adam and momentum, by group': byGroup(
    [(path) => path === 'a', adam({ learningRate: 0.03 })],
    [() => true, momentum({ learningRate: 1e-3 })],
  ),
};

type Params = { readonly a: Tensor; readonly inner: readonly [Tensor] };
/** On the minimum's side of 0, which LAMB, whose steps scale with the weights, cannot cross. */
const start = (dtype: FloatDType): Params => ({
  a: tensor(0.3, { dtype }),
  inner: [tensor([1.4], { dtype })],
});

/** (x - 1)² + 2 (y - 1)², and Rosenbrock's (1 - x)² + 100 (y - x²)²: both lowest at (1, 1). */
const functions: { readonly [name: string]: (params: Params) => Tensor } = {
  parabola: ({ a, inner: [b] }) => add(square(sub(a, 1)), sum(mul(square(sub(b, 1)), 2))),
  rosenbrock: ({ a, inner: [b] }) =>
    add(square(sub(1, a)), sum(mul(square(sub(b, square(a))), 100))),
};
const bits = (tree: unknown) => leaves(tree).flatMap((leaf) => [...leaf.data]);
const objective = functions.parabola!;

for (const [name, optimizer] of Object.entries(optimizers))
  describe(name, () => {
    for (const [label, f] of Object.entries(functions))
      it(`finds the minimum of ${label === 'parabola' ? 'a parabola' : 'Rosenbrock’s valley'}`, () => {
        const step = compile(
          (state: ReturnType<typeof optimizer.init<Params>>) =>
            optimizer.update(state, grad(f)(state.params))[0],
          { donate: [0] },
        );
        let state = optimizer.init(start('float64'));
        const initial = f(state.params).item();
        for (let i = 0; i < (label === 'parabola' ? 2000 : 8000); i++) state = step(state);
        expect(step.traceCount).toBe(1);
        expect(f(state.params).item()).toBeLessThan(initial * 1e-2);
        for (const x of bits(state.params)) expect(Math.abs(x - 1)).toBeLessThan(0.15);
      });

    for (const dtype of ['float32', 'float64'] as const) {
      it(`keeps the tree, its shapes and ${dtype}`, () => {
        const params = start(dtype);
        const [state, next] = optimizer.update(optimizer.init(params), grad(objective)(params));
        const types = (tree: Params) =>
          mapTree(tree, ({ dtype, shape }) => ({ dtype, shape }) as never);
        expect(types(next)).toEqual(types(params));
        expect(state.step.item()).toBe(1);
        expect(state.step.dtype).toBe('int32');
      });

      it(`compiles to the same bits, in ${dtype}`, () => {
        const update = compile((state: ReturnType<typeof optimizer.init<Params>>, grads: Params) =>
          optimizer.update(state, grads),
        );
        let eager = optimizer.init(start(dtype));
        let compiled = eager;
        for (let i = 0; i < 5; i++) {
          const grads = grad(objective)(eager.params);
          eager = optimizer.update(eager, grads)[0];
          compiled = update(compiled, grads)[0];
          expect(bits(compiled)).toEqual(bits(eager));
        }
        expect(update.traceCount).toBe(1);
      });
    }

    it('leaves a parameter without gradient finite, and does not touch the state it is given', () => {
      const params = { a: tensor([1]), w: tensor([1, 2]) };
      const state = optimizer.init(params);
      const before = bits(state);
      const [, next] = optimizer.update(state, { a: tensor([0]), w: tensor([0, 0]) });
      expect(bits(next)).toEqual([1, 1, 2]);
      expect(bits(state)).toEqual(before);
    });
  });

describe('first steps, from the formulas in double precision (η = 0.01, w = 0)', () => {
  const first = (optimizer: Optimizer, g: number): number =>
    optimizer
      .update(optimizer.init(tensor(0, { dtype: 'float64' })), tensor(g, { dtype: 'float64' }))[1]
      .item();
  const rows: readonly (readonly [string, Optimizer, number, number])[] = [
    ['sgd', sgd({ learningRate: 0.01 }), 0.1, -1e-3],
    ['nesterov', nesterov({ learningRate: 0.01 }), 0.1, -1.9e-3],
    ['PyTorch’s Adam', adam({ learningRate: 0.01 }), 0.1, -9.999999e-3],
    ['PyTorch’s Adam, tiny gradient', adam({ learningRate: 0.01 }), 1e-6, -9.90099e-3],
    ['TensorFlow’s Adam', adam({ learningRate: 0.01, eps: 0, epsHat: 1e-8 }), 0.1, -9.999968e-3],
    [
      'TensorFlow’s Adam, tiny gradient',
      adam({ learningRate: 0.01, eps: 0, epsHat: 1e-8 }),
      1e-6,
      -7.597469e-3,
    ],
    [
      'the lecture’s Adam, tiny gradient',
      adam({ learningRate: 0.01, eps: 0, epsRoot: 1e-8 }),
      1e-6,
      (-0.01 * 1e-6) / Math.sqrt(1e-12 + 1e-8),
    ],
  ];
  for (const [name, optimizer, g, expected] of rows)
    it(name, () => {
      expect(first(optimizer, g) / expected).toBeCloseTo(1, 6);
    });
});

describe('bias correction in float32', () => {
  it('agrees with double precision to float32’s own digits at the first steps of β₂ = 0.999', () => {
    const run = (dtype: FloatDType): number => {
      const { init, update } = adam({ learningRate: 1 });
      let state = init(tensor(0, { dtype }));
      for (const g of [0.3, -0.2, 0.5]) state = update(state, tensor(g, { dtype }))[0];
      return state.params.item();
    };
    expect(Math.abs(run('float32') / run('float64') - 1)).toBeLessThan(1e-6);
  });
});

describe('in float32, small differences of large numbers', () => {
  const steps = (optimizer: Optimizer, dtype: FloatDType, gradients: readonly number[]): number => {
    let state = optimizer.init(tensor(0, { dtype }));
    for (const g of gradients) state = optimizer.update(state, tensor(g, { dtype }))[0];
    return state.params.item();
  };

  it('radam’s rectification keeps its digits: ρ is near 2,000 minus 1,995', () => {
    const gradients = Array.from({ length: 30 }, (_, t) => Math.sin(t) + 0.5);
    const [single, double] = (['float32', 'float64'] as const).map((dtype) =>
      steps(radam({ learningRate: 1 }), dtype, gradients),
    );
    expect(Math.abs(single! / double! - 1)).toBeLessThan(2e-6);
  });

  it('centered RMSProp stays finite on constant gradients (TensorFlow.js turns NaN)', () => {
    const optimizer = rmsprop({
      learningRate: 0.01,
      decay: 0.9,
      centered: true,
      eps: 0,
      epsRoot: 1e-10,
    });
    expect(steps(optimizer, 'float32', new Array<number>(60).fill(1e-4))).toBeLessThan(0);
  });
});

describe('before and after', () => {
  it('process gradients before, and project parameters after each step', () => {
    const { init, update } = pipe(
      sgd({ learningRate: 1 }),
      before(clipByValue(1)),
      after((params) => mapTree(params, (leaf) => mul(leaf, 0.5))),
    );
    const [state, params] = update(init({ w: tensor([4]) }), { w: tensor([100]) });
    expect(params.w.item()).toBe(1.5);
    expect(state.params).toBe(params);
  });

  it('nest outwards: the last before comes first, the last after comes last', () => {
    const { init, update } = pipe(
      sgd({ learningRate: 1 }),
      before(clipByNorm(1)),
      before(clipByValue(3)),
      after((params) => mapTree(params, (leaf) => add(leaf, 1))),
      after((params) => mapTree(params, (leaf) => mul(leaf, 10))),
    );
    expect(update(init([tensor([0])]), [tensor([-50])])[1][0]!.item()).toBe(20);
  });
});

describe('wrong gradients', () => {
  const { init, update } = sgd({ learningRate: 1 });
  const state = init({ dense: { kernel: tensor([[1, 2]]), bias: tensor([0]) } });

  it('of another tree name the path', () => {
    const wrong = { dense: { kernel: tensor([[1, 2]]) } };
    expect(() => update(state, wrong as never)).toThrow("trees differ at 'dense'");
  });

  it('of another shape do not broadcast, but are refused', () => {
    const wrong = { dense: { kernel: tensor([[1]]), bias: tensor([0]) } };
    expect(() => update(state, wrong)).toThrow(
      "the gradient of 'dense.kernel' has shape [1, 1], the parameter [1, 2]",
    );
  });

  it('of another dtype are refused', () => {
    const wrong = mapTree(state.params, (leaf) =>
      tensor([...leaf.data], { dtype: 'float64', shape: leaf.shape }),
    );
    expect(() => update(state, wrong)).toThrow("the gradient of 'dense.kernel' is float64");
  });

  it('parameters that are integers are refused at the start', () => {
    expect(() => init({ n: tensor([1], { dtype: 'int32' }) })).toThrow("parameter 'n' is int32");
  });
});

describe('options', () => {
  it('that cannot be meant throw, with their value', () => {
    expect(() => sgd({ learningRate: -1 })).toThrow('got -1');
    expect(() => momentum({ learningRate: 1, momentum: 1 })).toThrow(
      "trace: decay, an optimizer's momentum, must lie in [0, 1), got 1",
    );
    for (const make of [adam, adamW, lamb])
      expect(() => make({ beta2: 1 })).toThrow(
        'scaleByAdam (of adam, adamW, amsgrad and lamb): beta2 must lie in [0, 1), got 1',
      );
    expect(() => adamW({ weightDecay: Infinity })).toThrow(
      'weight decay: the strength must lie in [0, ∞)',
    );
    expect(() => clipByGlobalNorm(0)).toThrow(
      'clipByGlobalNorm: the largest norm must lie in (0, ∞], got 0',
    );
  });
});
