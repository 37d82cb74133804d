import {
  cosineDecay,
  cosineRestarts,
  exponentialDecay,
  inverseTimeDecay,
  linearWarmup,
  multiStepDecay,
  type OneCycleOptions,
  oneCycle,
  oneCycleEnds,
  oneCycleMomentum,
  piecewiseConstant,
  polynomialDecay,
  powerDecay,
  type Schedule,
  warmupCosine,
} from '@puregrad/optimizers';
import { scalar, stack, type Tensor, tensor } from '@puregrad/tensors';
import { type Check, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import type { GoldenRecord } from '../format.ts';
import { inTurn } from '../in-turn.ts';
import { arrayAt, booleanAt, numberAt, numbersAt, stringAt } from '../read.ts';

const cycleOptions = (config: GoldenRecord): Omit<OneCycleOptions, 'max'> => ({
  steps: numberAt(config, 'totalSteps'),
  rising: numberAt(config, 'pctStart'),
  anneal: stringAt(config, 'anneal') === 'linear' ? 'linear' : 'cosine',
  threePhases: booleanAt(config, 'threePhase', false),
});

/** The momentum that a cycle of rates comes with. */
const momentumOf = (config: GoldenRecord): Schedule =>
  oneCycleMomentum({
    ...cycleOptions(config),
    base: numberAt(config, 'baseMomentum'),
    max: numberAt(config, 'maxMomentum'),
  });

/** Whose schedule it is, and which, to ours with its options. */
const schedulesByRule: { readonly [rule: string]: (config: GoldenRecord) => Schedule } = {
  'torch/exponential': (config) =>
    exponentialDecay({
      from: numberAt(config, 'initial'),
      rate: numberAt(config, 'gamma'),
      steps: 1,
    }),
  'tf1/exponential': (config) =>
    exponentialDecay({
      from: numberAt(config, 'initial'),
      rate: numberAt(config, 'decayRate'),
      steps: numberAt(config, 'decaySteps'),
      staircase: booleanAt(config, 'staircase', false),
    }),
  'tf1/naturalExponential': (config) =>
    exponentialDecay({
      from: numberAt(config, 'initial'),
      rate: Math.exp(-numberAt(config, 'decayRate')),
      steps: numberAt(config, 'decaySteps'),
      staircase: booleanAt(config, 'staircase', false),
    }),
  'lecture/exponential': (config) =>
    exponentialDecay({
      from: numberAt(config, 'initial'),
      rate: 0.1,
      steps: numberAt(config, 'r'),
    }),
  'torch/step': (config) =>
    exponentialDecay({
      from: numberAt(config, 'initial'),
      rate: numberAt(config, 'gamma'),
      steps: numberAt(config, 'stepSize'),
      staircase: true,
    }),
  'torch/multiStep': (config) =>
    multiStepDecay({
      from: numberAt(config, 'initial'),
      rate: numberAt(config, 'gamma'),
      milestones: numbersAt(config, 'milestones'),
    }),
  'tf1/piecewiseConstant': (config) =>
    piecewiseConstant({
      boundaries: numbersAt(config, 'boundaries'),
      rates: numbersAt(config, 'values'),
      oldAtBoundary: true,
    }),
  'optax/piecewiseConstant': (config) =>
    piecewiseConstant({
      boundaries: numbersAt(config, 'boundaries'),
      rates: numbersAt(config, 'values'),
    }),
  'tf1/inverseTime': (config) =>
    inverseTimeDecay({
      from: numberAt(config, 'initial'),
      rate: numberAt(config, 'decayRate'),
      steps: numberAt(config, 'decaySteps'),
      staircase: booleanAt(config, 'staircase', false),
    }),
  'lecture/power': (config) =>
    powerDecay({
      from: numberAt(config, 'initial'),
      steps: numberAt(config, 'r'),
      power: numberAt(config, 'c'),
    }),
  'tf1/polynomial': (config) =>
    polynomialDecay({
      from: numberAt(config, 'initial'),
      to: numberAt(config, 'end', 0),
      steps: numberAt(config, 'decaySteps'),
      power: numberAt(config, 'power', 1),
      cycle: booleanAt(config, 'cycle', false),
    }),
  'torch/polynomial': (config) =>
    polynomialDecay({
      from: numberAt(config, 'initial'),
      steps: numberAt(config, 'totalIters'),
      power: numberAt(config, 'power', 1),
    }),
  'torch/cosineRestarts': (config) =>
    cosineRestarts({
      from: numberAt(config, 'initial'),
      to: numberAt(config, 'etaMin', 0),
      steps: numberAt(config, 't0'),
      lengthen: numberAt(config, 'tMult', 1),
    }),
  'tf1/cosineRestarts': (config) =>
    cosineRestarts({
      from: numberAt(config, 'initial'),
      to: numberAt(config, 'initial') * numberAt(config, 'alpha', 0),
      steps: numberAt(config, 'firstDecaySteps'),
      lengthen: numberAt(config, 'tMul', 1),
      shrink: numberAt(config, 'mMul', 1),
    }),
  'torch/linearWarmup': (config) =>
    linearWarmup({
      from: numberAt(config, 'initial') * numberAt(config, 'startFactor'),
      to: numberAt(config, 'initial') * numberAt(config, 'endFactor'),
      steps: numberAt(config, 'totalIters'),
    }),
  'optax/linearWarmup': (config) =>
    linearWarmup({
      from: numberAt(config, 'start'),
      to: numberAt(config, 'peak'),
      steps: numberAt(config, 'warmupSteps'),
    }),
  'optax/warmupCosine': (config) =>
    warmupCosine({
      from: numberAt(config, 'start'),
      peak: numberAt(config, 'peak'),
      to: numberAt(config, 'end', 0),
      warmup: numberAt(config, 'warmupSteps'),
      steps: numberAt(config, 'decaySteps'),
    }),
  'torch/oneCycle': (config) =>
    oneCycle({
      ...cycleOptions(config),
      max: numberAt(config, 'maxLr'),
      divFactor: numberAt(config, 'divFactor'),
      finalDivFactor: numberAt(config, 'finalDivFactor'),
    }),
  'tf1/cosineDecay': (config) =>
    cosineDecay({
      from: numberAt(config, 'initial'),
      to: numberAt(config, 'initial') * numberAt(config, 'alpha', 0),
      steps: numberAt(config, 'decaySteps'),
    }),
  'torch/cosineDecay': (config) =>
    cosineDecay({
      from: numberAt(config, 'initial'),
      to: numberAt(config, 'etaMin', 0),
      steps: numberAt(config, 'tMax'),
    }),
};

/** Learning rates at given steps. */
export const schedules: Check = async ({ config, inputs, expected }, conditions) => {
  const { dtype, run } = conditions;
  const name = `${stringAt(config, 'semantics')}/${stringAt(config, 'kind')}`;
  if (!Object.hasOwn(schedulesByRule, name)) return unsupported(`schedule '${name}'`);
  const sample = async (schedule: Schedule): Promise<Tensor> => {
    const rate = run(schedule);
    const steps = arrayAt(inputs, 'steps').data;
    return stack(await inTurn(steps, (step) => rate(scalar(step, { dtype }))));
  };
  return compare(
    expected,
    {
      values: await sample(schedulesByRule[name]!(config)),
      ...('momentum' in expected ? { momentum: await sample(momentumOf(config)) } : {}),
      // Numbers of steps, of which no tensors are made.
      ...('phaseEnds' in expected
        ? { phaseEnds: tensor([...oneCycleEnds(cycleOptions(config))], { dtype }) }
        : {}),
    },
    conditions,
  );
};
