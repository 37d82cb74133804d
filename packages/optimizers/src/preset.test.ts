import { tensor } from '@puregrad/tensors';
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
import { cosineDecay } from './schedules/decays.ts';

const gradients = [0.3, -0.2, 1e-6, 0.5, -2, 0.01, 0, 0.4];
const start = 0.7;
const float64 = { dtype: 'float64' } as const;

/** The weight after each gradient. */
const follow = ({ init, update }: Optimizer): readonly number[] => {
  let state = init(tensor(start, float64));
  return gradients.map((g) => {
    state = update(state, tensor(g, float64))[0];
    return state.params.item();
  });
};

/** The same by a rule of plain numbers, written as in the library's source: g, w, t to w. */
const trace = (rule: (g: number, w: number, t: number) => number): readonly number[] => {
  let w = start;
  return gradients.map((g, i) => {
    w = rule(g, w, i + 1);
    return w;
  });
};

const kerasMomentum = (nesterov: boolean) => {
  let m = 0;
  return (rate: (t: number) => number) => (g: number, w: number, t: number) => {
    m = m * 0.9 - g * rate(t);
    return w + (nesterov ? m * 0.9 - g * rate(t) : m);
  };
};

const kerasAdam = (decay: number) => {
  let [m, v] = [0, 0];
  return (g: number, before: number, t: number) => {
    const w = before - before * decay * 1e-3;
    const alpha = (1e-3 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
    m += (g - m) * (1 - 0.9);
    v += (g * g - v) * (1 - 0.999);
    return w - (m * alpha) / (Math.sqrt(v) + 1e-7);
  };
};

/** m̂ and ŝ of Optax. */
const moments = () => {
  let [m, v] = [0, 0];
  return (g: number, t: number) => {
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    return { m, v, mHat: m / (1 - 0.9 ** t), vHat: v / (1 - 0.999 ** t) };
  };
};

const cosine = (t: number): number => 0.5 * (1 + Math.cos((Math.PI * (t - 1)) / 8)) * 0.1;

const rows: readonly (readonly [string, Optimizer, readonly number[]])[] = [
  ['sgd, torch', sgd(), trace((g, w) => w - 1e-3 * g)],
  [
    'sgd, keras3, decayed',
    sgd({ preset: 'keras3', weightDecay: 0.1 }),
    trace((g, w) => w - w * 0.1 * 0.01 - 0.01 * g),
  ],
  [
    'momentum, keras3, changing rate',
    momentum({
      preset: 'keras3',
      learningRate: cosineDecay({ from: 0.1, steps: 8 }),
    }),
    trace(kerasMomentum(false)(cosine)),
  ],
  [
    'nesterov, keras3, changing rate',
    nesterov({ preset: 'keras3', learningRate: cosineDecay({ from: 0.1, steps: 8 }) }),
    trace(kerasMomentum(true)(cosine)),
  ],
  [
    'adagrad, keras3',
    adagrad({ preset: 'keras3' }),
    (() => {
      let s = 0.1;
      return trace((g, w) => {
        s += g * g;
        return w - (1e-3 * g) / Math.sqrt(s + 1e-7);
      });
    })(),
  ],
  [
    'adagrad, optax',
    adagrad({ preset: 'optax', learningRate: 0.2 }),
    (() => {
      let s = 0.1;
      return trace((g, w) => {
        s += g * g;
        return w - 0.2 * (1 / Math.sqrt(s + 1e-7)) * g;
      });
    })(),
  ],
  [
    'rmsprop, keras3, momentum, centered',
    rmsprop({ preset: 'keras3', momentum: 0.5, centered: true }),
    (() => {
      let [v, a, m] = [0, 0, 0];
      return trace((g, w) => {
        v = 0.9 * v + (1 - 0.9) * g * g;
        a = 0.9 * a + (1 - 0.9) * g;
        m = 0.5 * m + (1e-3 * g) / Math.sqrt(v - a * a + 1e-7);
        return w - m;
      });
    })(),
  ],
  [
    'rmsprop, optax',
    rmsprop({ preset: 'optax', learningRate: 0.01 }),
    (() => {
      let v = 0;
      return trace((g, w) => {
        v = 0.9 * v + (1 - 0.9) * g * g;
        return w - 0.01 * (g / Math.sqrt(v + 1e-8));
      });
    })(),
  ],
  ['adam, keras3', adam({ preset: 'keras3' }), trace(kerasAdam(0))],
  ['adam, keras3, decayed', adam({ preset: 'keras3', weightDecay: 0.3 }), trace(kerasAdam(0.3))],
  ['adamW, keras3', adamW({ preset: 'keras3' }), trace(kerasAdam(0.004))],
  [
    'adamW, optax',
    adamW({ preset: 'optax', learningRate: 0.01 }),
    (() => {
      const next = moments();
      return trace((g, w, t) => {
        const { mHat, vHat } = next(g, t);
        return w - 0.01 * (mHat / (Math.sqrt(vHat) + 1e-8) + 1e-4 * w);
      });
    })(),
  ],
  [
    'amsgrad, optax',
    amsgrad({ preset: 'optax', learningRate: 0.01 }),
    (() => {
      const next = moments();
      let largest = 0;
      return trace((g, w, t) => {
        const { mHat, vHat } = next(g, t);
        largest = Math.max(largest, vHat);
        return w - (0.01 * mHat) / (Math.sqrt(largest) + 1e-8);
      });
    })(),
  ],
  [
    'nadam, keras3',
    nadam({ preset: 'keras3' }),
    (() => {
      let [m, v, product] = [0, 0, 1];
      return trace((g, w, t) => {
        const [u, next] = [t, t + 1].map((i) => 0.9 * (1 - 0.5 * 0.96 ** i)) as [number, number];
        product *= u;
        m += (g - m) * (1 - 0.9);
        v += (g * g - v) * (1 - 0.999);
        const mHat = (next * m) / (1 - product * next) + ((1 - u) * g) / (1 - product);
        return w - (mHat * 1e-3) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-7);
      });
    })(),
  ],
  [
    'nadam, optax',
    nadam({ preset: 'optax', learningRate: 0.01 }),
    (() => {
      const next = moments();
      return trace((g, w, t) => {
        const { m, vHat } = next(g, t);
        const ahead = (0.9 * m) / (1 - 0.9 ** (t + 1)) + (0.1 * g) / (1 - 0.9 ** t);
        return w - (0.01 * ahead) / (Math.sqrt(vHat) + 1e-8);
      });
    })(),
  ],
  [
    'radam, optax',
    radam({ preset: 'optax', learningRate: 0.01 }),
    (() => {
      const next = moments();
      const limit = 2 / (1 - 0.999) - 1;
      return trace((g, w, t) => {
        const { mHat, vHat } = next(g, t);
        const rho = limit - (2 * t * 0.999 ** t) / (1 - 0.999 ** t);
        const r = Math.sqrt(
          ((rho - 4) * (rho - 2) * limit) / ((limit - 4) * (limit - 2) * Math.max(rho, 5)),
        );
        return w - 0.01 * (rho >= 5 ? (r * mHat) / (Math.sqrt(vHat) + 1e-8) : mHat);
      });
    })(),
  ],
  [
    'adamax, keras3',
    adamax({ preset: 'keras3' }),
    (() => {
      let [m, u] = [0, 0];
      return trace((g, w, t) => {
        m += (g - m) * (1 - 0.9);
        u = Math.max(0.999 * u, Math.abs(g));
        return w - (1e-3 * m) / ((1 - 0.9 ** t) * (u + 1e-7));
      });
    })(),
  ],
  ...(
    [
      ['tf1', 1e-3, 0.95, 1e-8],
      ['keras3', 1e-3, 0.95, 1e-7],
    ] as const
  ).map(([preset, rate, rho, eps]) => {
    let [v, a] = [0, 0];
    const expected = trace((g, w) => {
      v = rho * v + (1 - rho) * g * g;
      const step = (-Math.sqrt(a + eps) * g) / Math.sqrt(v + eps);
      a = rho * a + (1 - rho) * step * step;
      return w + rate * step;
    });
    return [`adadelta, ${preset}`, adadelta({ preset }), expected] as const;
  }),
  ...(
    [
      ['keras3', 1e-3, 0],
      ['optax', 0.01, 1e-3],
    ] as const
  ).map(([preset, rate, decay]) => {
    let m = 0;
    const expected = trace((g, w) => {
      const direction = Math.sign(0.9 * m + 0.1 * g);
      m = 0.99 * m + 0.01 * g;
      return w - rate * (direction + decay * w);
    });
    return [`lion, ${preset}`, lion({ preset, learningRate: rate }), expected] as const;
  }),
  ...(
    [
      ['keras3', 1e-7, 0.2],
      ['optax', 1e-6, 0.2],
    ] as const
  ).map(([preset, eps, decay]) => {
    const next = moments();
    const expected = trace((g, w, t) => {
      const { mHat, vHat } = next(g, t);
      const adam = mHat / (Math.sqrt(vHat) + eps);
      // Keras takes the decay off before; in Optax it is part of what the ratio scales.
      return preset === 'keras3'
        ? w - w * decay * 0.01 - (Math.abs(w) / Math.abs(adam)) * 0.01 * adam
        : w - (Math.abs(w) / Math.abs(adam + decay * w)) * 0.01 * (adam + decay * w);
    });
    const options = { preset, learningRate: 0.01, weightDecay: decay };
    return [`lamb, ${preset}`, lamb(options), expected] as const;
  }),
];

describe('presets follow the formulas of each library’s source', () => {
  for (const [name, optimizer, expected] of rows)
    it(name, () => {
      const actual = follow(optimizer);
      expected.forEach((w, i) => {
        expect(Math.abs(actual[i]! - w)).toBeLessThan(1e-13);
      });
    });
});

describe('first steps (η = 0.01, g = 0.1, w = 0): ×95 between libraries at one rate', () => {
  const first = ({ init, update }: Optimizer, g: number): number =>
    update(init(tensor(0, float64)), tensor(g, float64))[1].item();
  const learningRate = 0.01;
  const table = [
    ['adagrad', adagrad, 0.1, [-3.015113e-3, -3.015112e-3, -1e-2, -3.015112e-3]],
    ['rmsprop', rmsprop, 0.1, [-1.053507e-3, -3.16212e-2, -9.99999e-2, -3.162262e-2]],
    ['adam', adam, 0.1, [-9.999968e-3, -9.999684e-3, -9.999999e-3, -9.999999e-3]],
    ['adam', adam, 1e-6, [-7.597469e-3, -2.402531e-3, -9.90099e-3, -9.90099e-3]],
  ] as const;
  for (const [name, make, g, steps] of table)
    (['tf1', 'keras3', 'torch', 'optax'] as const).forEach((preset, i) => {
      it(`${name}, ${preset}, g = ${g}`, () => {
        expect(first(make({ preset, learningRate }), g) / steps[i]!).toBeCloseTo(1, 5);
      });
    });
});

describe('options of presets', () => {
  it('are replaced one by one by those given', () => {
    expect(follow(adam({ preset: 'tf1', epsHat: 0.1 }))).toEqual(
      follow(adam({ eps: 0, epsHat: 0.1 })),
    );
    expect(follow(rmsprop({ preset: 'lecture', learningRate: 0.1, decay: 0.5 }))).toEqual(
      follow(rmsprop({ learningRate: 0.1, decay: 0.5, eps: 0, epsRoot: 1e-10 })),
    );
    expect(follow(rprop({ preset: 'optax' }))).toEqual(follow(rprop()));
  });

  it('that a library lacks are asked for', () => {
    expect(() => rmsprop({ preset: 'tf1' })).toThrow('rmsprop: learningRate must be given');
    expect(() => adam({ preset: 'pytorch' as 'torch' })).toThrow(
      "adam: no preset 'pytorch'; there are torch, tf1, keras3, optax, lecture",
    );
    // @ts-expect-error TensorFlow 1 has no Lion.
    expect(() => lion({ preset: 'tf1' })).toThrow("lion: no preset 'tf1'; there are keras3, optax");
  });
});
