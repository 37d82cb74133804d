import { grad } from '@puregrad/autodiff';
import {
  compile,
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
import { between } from '@puregrad/tensors/testing/between';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Optimizer } from '../optimizer.ts';
import { adam } from '../optimizers/adam.ts';
import { momentum } from '../optimizers/momentum.ts';
import { sgd } from '../optimizers/sgd.ts';
import { exponentialDecay } from '../schedules/decays.ts';
import { addNoise } from '../transforms/add-noise.ts';
import { centralize } from '../transforms/centralize.ts';
import { clipByValue } from '../transforms/clip.ts';
import { accumulate } from './accumulate.ts';
import { adjustableRate } from './adjustable-rate.ts';
import { after } from './after.ts';
import { averageParams } from './average-params.ts';
import { before } from './before.ts';
import { byGroup } from './by-group.ts';
import { freeze } from './freeze.ts';
import { lookahead } from './lookahead.ts';
import { sharpnessAware } from './sharpness-aware.ts';
import { skipNonFinite } from './skip-non-finite.ts';

const float64 = (values: number | readonly number[]): Tensor =>
  tensor(values as number[], { dtype: 'float64' });
const bits = (tree: unknown) => leaves(tree).flatMap((leaf) => [...leaf.data]);

/** Parameters after each gradient, compiled, and the last state. */
const follow = <P>({ init, update }: Optimizer, start: P, gradients: readonly P[]) => {
  const step = compile(update as never) as unknown as typeof update;
  let state = init(start);
  const params = gradients.map((gradient) => {
    const [next, params] = step(state, gradient as never);
    state = next;
    return params;
  });
  return { params, state };
};

describe('accumulate', () => {
  it('makes the steps of the mean gradients, schedule and all, bit for bit', () => {
    const inner = adam({ learningRate: exponentialDecay({ from: 0.1, rate: 0.5, steps: 1 }) });
    const gradients = [1, 2, -4, 8, 3, 0.5].map(float64);
    const accumulated = follow(pipe(inner, accumulate(2)), float64(1), gradients);
    const large = follow(inner, float64(1), [1.5, 2, 1.75].map(float64));
    expect(accumulated.params.filter((_, i) => i % 2 === 1).map(bits)).toEqual(
      large.params.map(bits),
    );
  });

  it('leaves parameters bit for bit alone in between, negative zero too', () => {
    const { init, update } = pipe(adam(), accumulate(3));
    const [, params] = update(init(tensor([-0, 1e-30, 3])), tensor([1, 1, 1]));
    expect([...params.data].map((x) => Object.is(x, -0))).toEqual([true, false, false]);
    expect(bits(params)).toEqual([-0, Math.fround(1e-30), 3]);
  });

  it('of one batch is the optimizer itself', () => {
    const gradients = [1, 2, -4].map(float64);
    expect(follow(pipe(momentum(), accumulate(1)), float64(1), gradients).params.map(bits)).toEqual(
      follow(momentum(), float64(1), gradients).params.map(bits),
    );
    expect(() => accumulate(0)).toThrow('an integer from 1, got 0');
  });
});

describe('skipNonFinite', () => {
  it('goes on as if the bad gradients had never come, and counts them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(1, -2, Number.NaN, Infinity, -Infinity, 0.5), { maxLength: 12 }),
        (list) => {
          const clean = list.filter(Number.isFinite);
          const skipping = follow(pipe(adam(), skipNonFinite()), float64(1), list.map(float64));
          const plain = follow(adam(), float64(1), clean.map(float64));
          expect(bits(skipping.state.params)).toEqual(bits(plain.state.params));
          const { skipped } = skipping.state.slots as unknown as { skipped: Tensor };
          expect(skipped.item()).toBe(list.length - clean.length);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('looks at every number of every tensor', () => {
    const { init, update } = pipe(sgd(), skipNonFinite());
    const params = { a: tensor([1, 2]), b: tensor([3]) };
    const [, next] = update(init(params), { a: tensor([1, 1]), b: tensor([Number.NaN]) });
    expect(bits(next)).toEqual([1, 2, 3]);
  });
});

describe('a step that changes nothing', () => {
  /** No projection in the strict sense: each time it pulls further, as Keras' min-max norm of a small rate. */
  const halve = after((params) => mapTree(params, (leaf) => mul(leaf, 0.5)));
  const descent = sgd({ learningRate: 1 });
  const stacks: { readonly [order: string]: (rest: (inner: Optimizer) => Optimizer) => Optimizer } =
    {
      'projected inside': (rest) => pipe(descent, halve, rest),
      'projected outside': (rest) => pipe(descent, rest, halve),
      'in the middle of wrappers': (rest) =>
        pipe(
          descent,
          rest,
          before(clipByValue(100)),
          adjustableRate,
          averageParams(),
          lookahead({ k: 99 }),
          halve,
        ),
      'in a group': (rest) => byGroup([() => true, pipe(descent, halve, rest)]),
    };
  for (const [order, stack] of Object.entries(stacks))
    it(`does not project either: ${order}`, () => {
      const accumulated = follow(
        stack(accumulate(2)),
        float64([6, -0]),
        [
          [1, 0],
          [3, 0],
        ].map(float64),
      );
      expect(accumulated.params.map(bits)).toEqual([
        [6, -0],
        [2, expect.closeTo(0)],
      ]);
      const skipped = follow(stack(skipNonFinite()), float64(6), [Number.NaN, 2].map(float64));
      expect(skipped.params.map(bits)).toEqual([[6], [2]]);
    });
});

describe('averageParams', () => {
  const gradients = [1, -2, 3, 0.5].map(float64);

  it('follows the parameters, projected ones, and does not change them', () => {
    const inner = pipe(
      sgd({ learningRate: 0.1 }),
      after((params) => params),
    );
    const averaging = pipe(inner, averageParams({ decay: 0.8 }));
    const { params, state } = follow(averaging, float64(1), gradients);
    expect(params.map(bits)).toEqual(follow(inner, float64(1), gradients).params.map(bits));
    const expected = params.reduce((a, w) => 0.8 * a + 0.2 * w.item(), 1);
    expect(averaging.averaged(state).item()).toBeCloseTo(expected, 12);
  });

  it('forgets faster at first where asked, as TensorFlow with num_updates', () => {
    const averaging = pipe(sgd({ learningRate: 0.1 }), averageParams({ warmup: true }));
    const { params, state } = follow(averaging, float64(1), gradients);
    const expected = params.reduce((a, w, i) => {
      const decay = (2 + i) / (11 + i);
      return decay * a + (1 - decay) * w.item();
    }, 1);
    expect(averaging.averaged(state).item()).toBeCloseTo(expected, 12);
  });

  it('is found through the wrappers around it', () => {
    const plain = pipe(sgd({ learningRate: 0.1 }), averageParams({ decay: 0.8 }));
    const wrapped = byGroup([
      () => true,
      pipe(plain, before(clipByValue(100)), skipNonFinite(), accumulate(1), adjustableRate),
    ]);
    const value = (optimizer: Optimizer) =>
      optimizer.averaged(follow(optimizer, float64(1), gradients).state).item();
    expect(value(wrapped)).toBe(value(plain));
    expect(value(plain)).not.toBe(value(sgd({ learningRate: 0.1 })));
  });
});

describe('lookahead', () => {
  it('is k steps forward and one back', () => {
    const optimizer = pipe(sgd({ learningRate: 1 }), lookahead({ k: 2, alpha: 0.5 }));
    const { params, state } = follow(optimizer, float64(0), [1, 1, 1, 1].map(float64));
    expect(params.map((w) => w.item())).toEqual([-1, -1, -2, -2]);
    expect(optimizer.averaged(state).item()).toBe(-2);
  });

  it('with α = 1 is the inner optimizer', () => {
    const gradients = [1, -2, 3, 4, 5].map(float64);
    const ahead = follow(pipe(adam(), lookahead({ k: 2, alpha: 1 })), float64(1), gradients);
    const plain = follow(adam(), float64(1), gradients);
    ahead.params.forEach((w, i) => {
      expect(w.item()).toBeCloseTo(plain.params[i]!.item(), 14);
    });
  });
});

describe('byGroup and freeze', () => {
  const params = { dense1: { kernel: tensor([[1, 2]]), bias: tensor([3]) }, out: tensor([4]) };

  it('trains each parameter by the first group that chooses it', () => {
    const { init, update } = byGroup(
      [(path) => path.endsWith('bias'), sgd({ learningRate: 1 })],
      [(path) => path.startsWith('dense1'), sgd({ learningRate: 0.5 })],
      [() => true, adam({ learningRate: 0.25 })],
    );
    const grads = { dense1: { kernel: tensor([[1, 1]]), bias: tensor([1]) }, out: tensor([1]) };
    const [state, next] = update(init(params), grads);
    expect(bits(next)).toEqual([0.5, 1.5, 2, 3.75]);
    // Each group counts its steps; only Adam has slots of its own.
    expect(leaves(state.slots).length).toBe(3 + 2);
  });

  it('names a parameter that no group chooses', () => {
    const optimizer = byGroup([(path) => path.endsWith('bias'), sgd()]);
    expect(() => optimizer.init(params)).toThrow("no group chooses parameter 'dense1.kernel'");
  });

  it('keeps frozen parameters bit for bit: no decay, no projection, no slots', () => {
    const shrink = after((tree) => mapHalf(tree));
    const optimizer = pipe(
      adam({ weightDecay: 1 }),
      shrink,
      freeze((path) => path.startsWith('dense1')),
    );
    const grads = { dense1: { kernel: tensor([[9, 9]]), bias: tensor([9]) }, out: tensor([1]) };
    const { params: steps, state } = follow(optimizer, params, [grads, grads]);
    expect(bits(steps[1]!.dense1)).toEqual([1, 2, 3]);
    expect(steps[1]!.out.item()).toBeLessThan(1.1);
    expect(leaves(state.slots).length).toBe(2);
  });
});

const mapHalf = <P>(tree: P): P => {
  const half = (node: unknown): unknown =>
    node !== null && typeof node === 'object' && 'data' in node
      ? mul(node as Tensor, 0.5)
      : Object.fromEntries(Object.entries(node as object).map(([k, v]) => [k, half(v)]));
  return half(tree) as P;
};

describe('weight decay with a mask', () => {
  it('decays the chosen parameters only, coupled or not', () => {
    const params = { kernel: tensor([1]), bias: tensor([1]) };
    const none = { kernel: tensor([0]), bias: tensor([0]) };
    const decayMask = (path: string) => path === 'kernel';
    for (const decoupled of [false, true]) {
      const options = { learningRate: 0.5, weightDecay: 1, decayMask, decoupled };
      const { init, update } = sgd(options);
      expect(bits(update(init(params), none)[1])).toEqual([0.5, 1]);
    }
  });
});

describe('centralize', () => {
  it('takes each unit’s mean off its incoming gradients, and leaves biases', () => {
    const { update, init } = centralize();
    const grads = {
      kernel: tensor([
        [1, 10],
        [3, 30],
      ]),
      bias: tensor([7, 8]),
    };
    const [, made] = update(init(grads), grads, { params: grads, step: tensor(0) });
    expect(made.kernel.toArray()).toEqual([
      [-1, -10],
      [1, 10],
    ]);
    expect(made.bias).toBe(grads.bias);
  });
});

describe('addNoise', () => {
  const noiseAt = (step: number, seed = 0, size = 20_000): readonly Tensor[] => {
    const none = { a: tensor(new Float64Array(size)), b: tensor(new Float64Array(size)) };
    const { update } = addNoise({ eta: 0.5, gamma: 1, seed });
    return leaves(update([], none, { params: none, step: tensor(step, { dtype: 'int32' }) })[1]);
  };
  const variance = (x: Tensor): number => sum(square(x)).item() / x.size;

  it('has variance η/(1 + t)^γ, within 4 of its standard errors', () => {
    for (const step of [0, 8]) {
      const expected = 0.5 / (2 + step);
      for (const noise of noiseAt(step))
        expect(Math.abs(variance(noise) / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / 20_000));
    }
  });

  it('differs between steps, tensors and seeds, and is the same for the same', () => {
    const all = [noiseAt(0), noiseAt(1), noiseAt(0, 1)].flat().map((x) => x.data[0]);
    expect(new Set(all).size).toBe(6);
    expect(bits(noiseAt(3, 0, 5))).toEqual(bits(noiseAt(3, 0, 5)));
  });
});

describe('sharpnessAware', () => {
  const f = (w: Tensor): Tensor => sum(mul(square(w), tensor([1, 10], { dtype: 'float64' })));
  const gradients = (w: Tensor) => [f(w), grad(f)(w)] as const;

  it('is the gradient at w + ρ g/‖g‖, with the value at w', () => {
    const w = float64([3, 4]);
    const [value, g] = sharpnessAware(gradients, { rho: 0.1 })(w);
    const norm = Math.hypot(6, 80);
    expect(value.item()).toBe(169);
    expect(bits(g)[0]).toBeCloseTo(2 * (3 + (0.1 * 6) / norm), 12);
    expect(bits(g)[1]).toBeCloseTo(20 * (4 + (0.1 * 80) / norm), 12);
  });

  it('of a zero gradient is zero, and with ρ = 0 the plain one', () => {
    expect(bits(sharpnessAware(gradients)(float64([0, 0]))[1])).toEqual([0, 0]);
    const w = float64([0.3, 0.1]);
    expect(bits(sharpnessAware(gradients, { rho: 0 })(w)[1])).toEqual(bits(grad(f)(w)));
    expect(() => sharpnessAware(gradients, { rho: -1 })).toThrow('got -1');
  });
});

describe('adjustableRate', () => {
  it('scales later steps without another trace', () => {
    const { adjust, init, update } = adjustableRate(sgd({ learningRate: 1 }));
    const step = compile(update as never) as unknown as typeof update & { traceCount: number };
    let [state] = step(init(float64(0)), float64(1));
    [state] = step(adjust(state, 0.25), float64(1));
    [state] = step(state, float64(1));
    expect(state.params.item()).toBe(-1.5);
    expect(step.traceCount).toBe(1);
    expect(() => adjust(state, Number.NaN)).toThrow('got NaN');
  });
});

it('a sum of differences: Nesterov’s look-ahead form and the practical one are one', () => {
  // Random quadratics J(w) = ½ a w² - b w; the lecture's form with the sign put right.
  fc.assert(
    fc.property(between(0.1, 2), between(-2, 2), between(0, 0.95), (a, b, beta) => {
      const { init, update } = momentum({
        preset: 'lecture',
        nesterov: true,
        momentum: beta,
        learningRate: exponentialDecay({ from: 0.1, rate: 0.9, steps: 1 }),
      });
      let [w, m] = [1, 0];
      let state = init(float64(1));
      for (let t = 0; t < 20; t++) {
        m = beta * m + 0.1 * 0.9 ** t * (a * (w - beta * m) - b);
        w -= m;
        state = update(state, sub(mul(state.params, a), b))[0];
        expect(state.params.item()).toBeCloseTo(w - beta * m, 10);
      }
    }),
  );
});
