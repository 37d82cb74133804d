import { tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import type { Optimizer } from './optimizer.ts';
import { adadelta } from './optimizers/adadelta.ts';
import { adagrad } from './optimizers/adagrad.ts';
import { adam, amsgrad } from './optimizers/adam.ts';
import { adamax } from './optimizers/adamax.ts';
import { lamb } from './optimizers/lamb.ts';
import { lion } from './optimizers/lion.ts';
import { momentum } from './optimizers/momentum.ts';
import { nadam } from './optimizers/nadam.ts';
import { radam } from './optimizers/radam.ts';
import { rmsprop } from './optimizers/rmsprop.ts';
import { rprop } from './optimizers/rprop.ts';
import { exponentialDecay } from './schedules/decays.ts';

const float64 = { dtype: 'float64' } as const;

/** Two weights after each step. The gradients of the second are so small that every ε counts. */
const follow = ({ init, update }: Optimizer): readonly (readonly number[])[] => {
  let state = init(tensor([0.7, 0.5], float64));
  return [0.3, 0.2, -1, 0.5, 1e-3].map((g) => {
    [state] = update(state, tensor([g, 1e-7 * g], float64));
    return [...state.params.data];
  });
};

describe('defaults are those that the comments name', () => {
  it.each<readonly [string, Optimizer, Optimizer]>([
    ['adadelta', adadelta(), adadelta({ learningRate: 1, decay: 0.9, eps: 1e-6 })],
    ['adagrad', adagrad(), adagrad({ learningRate: 0.01, eps: 1e-10, initialAccumulator: 0 })],
    ['adam', adam(), adam({ learningRate: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-8 })],
    ['adamax', adamax(), adamax({ learningRate: 0.002, eps: 1e-8, epsNorm: 0 })],
    ['lamb', lamb(), lamb({ learningRate: 1e-3, eps: 1e-6 })],
    ['lion', lion(), lion({ learningRate: 1e-4, beta1: 0.9, beta2: 0.99, weightDecay: 0 })],
    ['momentum', momentum(), momentum({ learningRate: 1e-3, momentum: 0.9 })],
    ['nadam', nadam(), nadam({ learningRate: 0.002, eps: 1e-8, momentumDecay: 0.004 })],
    ['radam', radam(), radam({ learningRate: 0.001, eps: 0, epsHat: 1e-8 })],
    ['rmsprop', rmsprop(), rmsprop({ learningRate: 0.01, decay: 0.99, eps: 1e-8 })],
    [
      'adagrad, lecture',
      adagrad({ preset: 'lecture', learningRate: 0.1 }),
      adagrad({ learningRate: 0.1, eps: 0, epsRoot: 1e-10 }),
    ],
    [
      'adam, lecture',
      adam({ preset: 'lecture' }),
      adam({ learningRate: 1e-3, eps: 0, epsRoot: 1e-8 }),
    ],
    [
      'lamb, optax',
      lamb({ preset: 'optax', learningRate: 0.1 }),
      lamb({ learningRate: 0.1, eps: 1e-6 }),
    ],
    ['lamb, keras3', lamb({ preset: 'keras3' }), lamb({ learningRate: 1e-3, eps: 1e-7 })],
    ['lion, keras3', lion({ preset: 'keras3' }), lion({ learningRate: 1e-3 })],
    ['amsgrad', amsgrad(), adam({ amsgrad: true })],
    ['amsgrad, keras3', amsgrad({ preset: 'keras3' }), adam({ preset: 'keras3', amsgrad: true })],
  ])('%s', (_, optimizer, expected) => {
    expect(follow(optimizer)).toEqual(follow(expected));
  });
});

describe('of two forms, each preset has its own', () => {
  const weightDecay = 0.3;
  const learningRate = exponentialDecay({ from: 0.1, rate: 0.5, steps: 1 });
  const pairs: readonly (readonly [string, Optimizer, same: Optimizer, other: Optimizer])[] = [
    ...Object.entries({ adadelta, adagrad, adam, adamax, momentum, nadam, rmsprop, lamb }).flatMap(
      ([name, make]) =>
        ([undefined, 'keras3'] as const).map((preset) => {
          const options = { ...(preset !== undefined && { preset }), weightDecay };
          const decoupled = preset === 'keras3';
          return [
            `${name}, ${preset ?? 'torch'}: the decay is ${decoupled ? '' : 'not '}decoupled`,
            make(options),
            make({ ...options, decoupled }),
            make({ ...options, decoupled: !decoupled }),
          ] as const;
        }),
    ),
    ...Object.entries({ momentum, rmsprop }).flatMap(([name, make]) =>
      (['torch', 'keras3'] as const).map((preset) => {
        const options = { preset, momentum: 0.9, learningRate };
        const rateInside = preset === 'keras3';
        return [
          `${name}, ${preset}: the rate is ${rateInside ? 'inside' : 'outside'} of the velocity`,
          make(options),
          make({ ...options, rateInside }),
          make({ ...options, rateInside: !rateInside }),
        ] as const;
      }),
    ),
    ...(['tf1', 'optax'] as const).map((preset) => {
      const options = { preset, momentum: 0.9, learningRate };
      return [
        `rmsprop, ${preset}: the rate is inside of the velocity`,
        rmsprop(options),
        rmsprop({ ...options, rateInside: true }),
        rmsprop({ ...options, rateInside: false }),
      ] as const;
    }),
    [
      'amsgrad compares raw moments',
      amsgrad(),
      adam({ amsgrad: true }),
      adam({ amsgrad: 'corrected' }),
    ],
  ];

  it.each(pairs)('%s', (_, optimizer, same, other) => {
    const weights = follow(optimizer);
    expect(weights).toEqual(follow(same));
    expect(weights).not.toEqual(follow(other));
  });
});

describe('at the ends of their options', () => {
  const steps = ({ init, update }: Optimizer, gradients: readonly number[]): number[] => {
    let state = init(tensor(0, float64));
    return gradients.map((g) => {
      [state] = update(state, tensor(g, float64));
      return state.params.item();
    });
  };

  it('adam without means is the sign of the gradient', () => {
    const made = steps(adam({ learningRate: 0.1, beta1: 0, beta2: 0, eps: 0 }), [3, -2, 5]);
    [-0.1, 0, -0.1].forEach((w, i) => {
      expect(made[i]).toBeCloseTo(w, 14);
    });
  });

  it('rprop’s steps stay between the least and the largest', () => {
    const options = { initialStep: 0.1, etaPlus: 2, etaMinus: 0.5, minStep: 0.08, maxStep: 0.15 };
    const made = steps(rprop(options), [1, 1, 1, -1, -1, 1, 1]);
    // Steps of 0.1, 0.15, 0.15; none, then 0.08 (not 0.075), after a change of sign; and again.
    [-0.1, -0.25, -0.4, -0.4, -0.32, -0.32, -0.4].forEach((w, i) => {
      expect(made[i]).toBeCloseTo(w, 12);
    });
  });

  it('radam’s rectification is exact where its series ends', () => {
    const [beta2, g] = [0.99, 0.3];
    const limit = 2 / (1 - beta2) - 1;
    const made = steps(radam({ learningRate: 1, beta1: 0, beta2, epsHat: 0 }), Array(60).fill(g));
    let w = 0;
    made.forEach((actual, i) => {
      const t = i + 1;
      const rho = limit - (2 * t * beta2 ** t) / (1 - beta2 ** t);
      const r = Math.sqrt(
        ((rho - 4) * (rho - 2) * limit) / ((limit - 4) * (limit - 2) * Math.max(rho, 5)),
      );
      w -= rho > 5 ? r : g;
      expect(Math.abs(actual - w)).toBeLessThan(2e-9);
    });
  });
});
