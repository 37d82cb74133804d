import { cosineDecay, exponentialDecay, type Schedule } from '@puregrad/optimizers';
import { scalar, stack } from '@puregrad/tensors';
import { type Check, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import type { GoldenRecord } from '../format.ts';
import { arrayAt, booleanAt, numberAt, stringAt } from '../read.ts';

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
export const schedules: Check = ({ config, inputs, expected }, precision) => {
  const name = `${stringAt(config, 'semantics')}/${stringAt(config, 'kind')}`;
  if (!Object.hasOwn(schedulesByRule, name)) return unsupported(`schedule '${name}'`);
  const schedule = schedulesByRule[name]!(config);
  const steps = arrayAt(inputs, 'steps').data;
  const values = steps.map((step) => schedule(scalar(step, { dtype: precision.dtype })));
  return compare(expected, { values: stack(values) }, precision);
};
