import { pipe, tensor } from '@puregrad/tensors';
import {
  above1,
  below1,
  from0,
  notNegative,
  type Range,
  testRanges,
  tiny,
} from '@puregrad/tensors/testing/ranges';
import { describe, expect, it } from 'vitest';
import { adadelta } from './optimizers/adadelta.ts';
import { adagrad } from './optimizers/adagrad.ts';
import { adam, adamW } from './optimizers/adam.ts';
import { adamax } from './optimizers/adamax.ts';
import { lamb } from './optimizers/lamb.ts';
import { lion } from './optimizers/lion.ts';
import { momentum } from './optimizers/momentum.ts';
import { nadam } from './optimizers/nadam.ts';
import { radam } from './optimizers/radam.ts';
import { rmsprop } from './optimizers/rmsprop.ts';
import { rprop } from './optimizers/rprop.ts';
import { sgd } from './optimizers/sgd.ts';
import { reduceOnPlateau } from './reduce-on-plateau.ts';
import { linearWarmup, warmupCosine } from './schedules/combinators.ts';
import { cosineRestarts } from './schedules/cosine-restarts.ts';
import {
  constantRate,
  cosineDecay,
  exponentialDecay,
  inverseTimeDecay,
  polynomialDecay,
  powerDecay,
} from './schedules/decays.ts';
import { oneCycle } from './schedules/one-cycle.ts';
import { piecewiseConstant } from './schedules/piecewise-constant.ts';
import { addNoise } from './transforms/add-noise.ts';
import { clipByGlobalNorm, clipByNorm, clipByValue } from './transforms/clip.ts';
import { accumulate } from './wrappers/accumulate.ts';
import { adjustableRate } from './wrappers/adjustable-rate.ts';
import { averageParams } from './wrappers/average-params.ts';
import { lookahead } from './wrappers/lookahead.ts';
import { sharpnessAware } from './wrappers/sharpness-aware.ts';

const decay = { allowed: [0, below1], refused: [-tiny, 1, Number.NaN] };
const steps = { allowed: [tiny, Number.MAX_VALUE], refused: [0, -1, Infinity, Number.NaN] };
const above0 = { allowed: [tiny, Infinity], refused: [0, -1, Number.NaN] };
const from1 = { allowed: [1, 7], refused: [0, 1.5, -2, Infinity, Number.NaN] };

const ranges: readonly Range[] = [
  ...(['beta1', 'beta2'] as const).flatMap((beta): Range[] =>
    Object.entries({
      'scaleByAdam (of adam, adamW, amsgrad and lamb)': adam,
      nadam,
      radam,
      adamax,
      lion,
    }).map(([name, make]) => ({
      message: `${name}: ${beta} must lie in [0, 1)`,
      make: (value) => make({ [beta]: value }),
      ...decay,
    })),
  ),
  ...Object.entries({ adadelta, rmsprop }).map(
    ([name, make]): Range => ({
      message: `${name}: decay must lie in [0, 1)`,
      make: (value) => make({ decay: value }),
      ...decay,
    }),
  ),
  {
    message: 'adadelta: eps must lie in [0, ∞)',
    make: (eps) => adadelta({ eps }),
    ...notNegative,
  },
  ...Object.entries({
    'scaleByAdam (of adam, adamW, amsgrad and lamb)': [adam, ['eps', 'epsRoot', 'epsHat']],
    adamax: [adamax, ['eps', 'epsNorm']],
    nadam: [nadam, ['eps']],
    radam: [radam, ['eps', 'epsHat']],
    clipByNorm: [(options: object) => clipByNorm(1, options), ['eps']],
    clipByGlobalNorm: [(options: object) => clipByGlobalNorm(1, options), ['eps']],
  } as const).flatMap(([name, [make, fields]]) =>
    fields.map(
      (field): Range => ({
        message: `${name}: ${field} must lie in [0, ∞)`,
        make: (value) => make({ [field]: value }),
        ...notNegative,
      }),
    ),
  ),
  {
    message: 'nadam: momentumDecay must lie in [0, ∞]',
    make: (momentumDecay) => nadam({ momentumDecay }),
    allowed: [0, Infinity],
    refused: [-tiny, -Infinity, Number.NaN],
  },
  ...(['initialAccumulator', 'eps', 'epsRoot'] as const).flatMap((field): Range[] =>
    Object.entries({ rmsprop, adagrad }).map(([name, make]) => ({
      message: `${name}: ${field} must lie in [0, ∞)`,
      make: (value) => make({ [field]: value }),
      ...notNegative,
    })),
  ),
  {
    message: "trace: decay, an optimizer's momentum, must lie in [0, 1)",
    make: (value) => momentum({ momentum: value }),
    ...decay,
  },
  {
    message: 'learningRate: a rate must lie in [0, ∞)',
    make: (learningRate) => sgd({ learningRate }),
    ...notNegative,
  },
  {
    message: 'weight decay: the strength must lie in [0, ∞)',
    make: (weightDecay) => sgd({ weightDecay }),
    ...notNegative,
  },
  {
    message: 'rprop: ',
    make: (etaMinus) => rprop({ etaMinus }),
    allowed: [tiny, below1],
    refused: [0, -1, 1, Number.NaN],
  },
  {
    message: 'rprop: ',
    make: (etaPlus) => rprop({ etaPlus }),
    allowed: [above1, Infinity],
    refused: [1, 0.5, Number.NaN],
  },
  { message: 'rprop: ', make: (initialStep) => rprop({ initialStep }), ...above0 },
  {
    message: 'rprop: ',
    make: (minStep) => rprop({ minStep, maxStep: 0.5 }),
    allowed: [0, 0.5],
    refused: [-tiny, 0.6, Number.NaN],
  },
  {
    message: 'reduceOnPlateau: factor must lie in (0, 1)',
    make: (factor) => reduceOnPlateau({ factor }),
    allowed: [tiny, below1],
    refused: [0, -1, 1, Number.NaN],
  },
  ...(['patience', 'cooldown'] as const).map(
    (field): Range => ({
      message: `reduceOnPlateau: ${field} must be an integer from 0`,
      make: (value) => reduceOnPlateau({ [field]: value }),
      ...from0,
    }),
  ),
  ...(['threshold', 'minScale'] as const).map(
    (field): Range => ({
      message: `reduceOnPlateau: ${field} must lie in [0, 1)`,
      make: (value) => reduceOnPlateau({ [field]: value }),
      ...decay,
    }),
  ),
  { message: 'constantRate: rate must lie', make: constantRate, ...notNegative },
  ...Object.entries({
    cosineDecay: { make: cosineDecay, given: { from: 1, to: 1, steps: 1 } },
    exponentialDecay: { make: exponentialDecay, given: { from: 1, rate: 1, steps: 1 } },
    inverseTimeDecay: { make: inverseTimeDecay, given: { from: 1, rate: 1, steps: 1 } },
    powerDecay: { make: powerDecay, given: { from: 1, steps: 1 } },
    polynomialDecay: { make: polynomialDecay, given: { from: 1, to: 1, steps: 1 } },
    linearWarmup: { make: linearWarmup, given: { from: 1, to: 1, steps: 1 } },
    cosineRestarts: { make: cosineRestarts, given: { from: 1, to: 1, shrink: 1, steps: 1 } },
  }).flatMap(([name, { make, given }]): Range[] => {
    const build = make as (options: object) => unknown;
    const fields = Object.keys(given).filter((field) => field !== 'steps');
    return [
      ...fields.map((field) => ({
        message: `${name}: ${field} must lie in [0, ∞)`,
        make: (value: number) => build({ ...given, [field]: value }),
        ...notNegative,
      })),
      {
        message: `${name}: steps must lie in (0, ∞)`,
        make: (value) => build({ ...given, steps: value }),
        ...steps,
      },
    ];
  }),
  {
    message: 'cosineRestarts: lengthen must lie in [1, ∞)',
    make: (lengthen) => cosineRestarts({ from: 1, steps: 1, lengthen }),
    allowed: [1, Number.MAX_VALUE],
    refused: [below1, Infinity, Number.NaN],
  },
  {
    message: 'warmupCosine: the warm-up must end before the schedule',
    make: (warmup) => warmupCosine({ peak: 1, warmup, steps: 3 }),
    allowed: [1, 2.5],
    refused: [3, 4, Number.NaN],
  },
  {
    message: 'oneCycle: max must lie in [0, ∞)',
    make: (max) => oneCycle({ max, steps: 10 }),
    ...notNegative,
  },
  {
    message: 'oneCycle: steps must lie in (0, ∞)',
    make: (count) => oneCycle({ max: 1, steps: count }),
    allowed: [4, 1e9],
    refused: [0, -1, Infinity, Number.NaN],
  },
  {
    message: 'oneCycle: the rising share must be above 0, below 1,',
    make: (rising) => oneCycle({ max: 1, steps: 10, rising }),
    allowed: [0.2, 0.9],
    refused: [0, -1, 0.1, 1, 2, Number.NaN],
  },
  {
    message: 'oneCycle: the rising share must be above 0, below 0.5,',
    make: (rising) => oneCycle({ max: 1, steps: 10, rising, threePhases: true }),
    allowed: [0.2, 0.4],
    refused: [0.1, 0.5, 0.6],
  },
  {
    message: 'piecewiseConstant: a rate must lie in [0, ∞)',
    make: (rate) => piecewiseConstant({ boundaries: [3], rates: [1, rate] }),
    ...notNegative,
  },
  {
    message: 'piecewiseConstant: boundaries must rise, got ',
    make: (boundary) => piecewiseConstant({ boundaries: [3, boundary, 9], rates: [1, 2, 3, 4] }),
    allowed: [4, 8],
    refused: [2, 3, 9],
  },
  ...(['eta', 'gamma'] as const).map(
    (field): Range => ({
      message: `addNoise: ${field} must lie in [0, ∞)`,
      make: (value) => addNoise({ [field]: value }),
      ...notNegative,
    }),
  ),
  {
    message: 'addNoise: seed must be an integer',
    make: (seed) => addNoise({ seed }),
    allowed: [0, -3],
    refused: [0.5, Number.NaN, Infinity],
  },
  {
    message: 'clipByValue: min 1 must not be above max',
    make: (max) => clipByValue(max, 1),
    allowed: [1, 2],
    refused: [below1, Number.NaN],
  },
  {
    message: 'clipByNorm: the largest norm must lie in (0, ∞]',
    make: (max) => clipByNorm(max),
    ...above0,
  },
  {
    message: 'clipByGlobalNorm: the largest norm must lie in (0, ∞]',
    make: (max) => clipByGlobalNorm(max),
    ...above0,
  },
  { message: 'accumulate: k must be an integer from 1', make: accumulate, ...from1 },
  { message: 'lookahead: k must be an integer from 1', make: (k) => lookahead({ k }), ...from1 },
  {
    message: 'lookahead: alpha must lie in (0, 1]',
    make: (alpha) => lookahead({ alpha }),
    allowed: [tiny, 1],
    refused: [0, -1, above1, Number.NaN],
  },
  {
    message: 'averageParams: decay must lie in [0, 1)',
    make: (value) => averageParams({ decay: value }),
    ...decay,
  },
  {
    message: 'adjust: factor must lie in [0, ∞)',
    make: (factor) => {
      const { adjust, init } = adjustableRate(sgd());
      return adjust(init(tensor(1)), factor);
    },
    ...notNegative,
  },
  {
    message: 'sharpnessAware: rho must lie in [0, ∞)',
    make: (rho) => sharpnessAware((w: number) => [w, w] as const, { rho }),
    ...notNegative,
  },
];

testRanges(ranges);

describe('an unknown option is refused with the name of the optimizer', () => {
  const named = {
    ...{ adadelta, adagrad, adam, adamW, adamax, lamb, lion },
    ...{ momentum, nadam, radam, rmsprop, rprop, sgd },
  };

  it.each(Object.entries(named))('%s: a preset that there is not', (name, make) => {
    expect(() => make({ preset: 'none' as never })).toThrow(`${name}: no preset 'none'`);
  });

  it.each(Object.entries(named).filter(([name]) => !['rprop', 'adamW'].includes(name)))(
    '%s: no rate for a preset without one',
    (name, make) => {
      expect(() => make({ preset: 'optax' })).toThrow(`${name}: learningRate must be given`);
    },
  );

  it('of adamW, rmsprop and momentum in each of their forms too', () => {
    const message = (name: string) => `${name}: learningRate must be given`;
    expect(() => adamW({ preset: 'optax' })).toThrow(message('adamW'));
    expect(() => rmsprop({ preset: 'optax', momentum: 0.9 })).toThrow(message('rmsprop'));
    expect(() => rmsprop({ preset: 'lecture', momentum: 0.9 })).toThrow(message('rmsprop'));
    expect(() => momentum({ preset: 'lecture' })).toThrow(message('momentum'));
  });

  it('modes', () => {
    expect(() => reduceOnPlateau({ mode: 'up' as 'max' })).toThrow(
      "reduceOnPlateau: mode must be 'min' or 'max', got 'up'",
    );
  });

  it('numbers of rates and boundaries that do not belong together', () => {
    expect(() => piecewiseConstant({ boundaries: [1, 2], rates: [1, 1] })).toThrow(
      'piecewiseConstant: 2 boundaries need 3 rates, got 2',
    );
    expect(() => piecewiseConstant({ boundaries: [1, 2], rates: [1, 1, 1, 1] })).toThrow('got 4');
  });
});

it('options that are undefined are as if they were not given', () => {
  const { init, update } = pipe(sgd({ learningRate: undefined } as object));
  expect(update(init(tensor(1)), tensor(1))[1].item()).toBe(Math.fround(1 - Math.fround(1e-3)));
});
