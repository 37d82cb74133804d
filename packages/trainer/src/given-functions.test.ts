import { dense, initialize, input, type Network } from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { accuracy } from '@puregrad/metrics';
import { sgd } from '@puregrad/optimizers';
import { ArgumentError, key, pipe, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { evaluator, predictor } from './evaluate.ts';
import { fit } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { initialState, trainingStep } from './training-step.ts';

const network: Network<number, number> = pipe(input(2), dense(2));
const variables = initialize(network, key(1));
const data = {
  x: tensor([
    [1, 2],
    [3, 4],
  ]),
  y: tensor([0, 1], { dtype: 'int32' }),
};
const rows = tensor([0, 1], { dtype: 'int32' });
const objective = { network, loss: sparseSoftmaxCrossEntropy, metrics: { accuracy } };
const giving = (value: unknown) => (() => value) as never;

const train = async (options: Partial<FitOptions>): Promise<void> => {
  for await (const _ of fit({
    network,
    optimizer: sgd(),
    train: data,
    validation: data,
    epochs: 1,
    ...options,
  }));
};

describe('a result of a function of the caller that is not a tensor is named', () => {
  const cases: { readonly [what: string]: readonly [Partial<FitOptions>, string] } = {
    'a metric: a number': [
      { metrics: { mine: giving(1) } },
      "metric 'mine': a tensor is expected, got 1",
    ],
    'a metric of the validation data: a promise': [
      { validationMetrics: { mine: giving(Promise.resolve(1)) } },
      "metric 'mine': a tensor is expected, got an object",
    ],
    'a hole among the names of metrics': [
      { metrics: new Array(1) as never },
      "metrics: there is none called 'undefined'",
    ],
    'a loss: a number': [{ loss: giving(1) }, 'loss: a tensor is expected, got 1'],
    'a loss: nothing': [{ loss: giving(undefined) }, 'loss: a tensor is expected, got undefined'],
    'an augmentation: a number': [{ augment: giving(1) }, 'augment: a tensor is expected, got 1'],
    'an augmentation that forgets to return': [
      { augment: giving(undefined) },
      'augment: a tensor is expected, got undefined',
    ],
  };
  for (const [what, [options, message]] of Object.entries(cases))
    it(what, async () => {
      await expect(train(options)).rejects.toThrow(message);
      await expect(train(options)).rejects.toThrow(ArgumentError);
    });
});

describe('what an evaluator, a predictor or a step is called with is named if it is of the wrong kind', () => {
  const state = initialState(objective, sgd(), { init: key(1), steps: key(2) });
  it.each<[string, () => unknown]>([
    ['evaluator: objective must be an object with network', () => evaluator(null as never)],
    ['evaluator: loss must be a function, got undefined', () => evaluator({ network } as never)],
    [
      'evaluate: variables must be an object with params,state, got null',
      () => evaluator(objective)(null as never, data),
    ],
    [
      'evaluate: data must be an object with x,y, got undefined',
      () => evaluator(objective)(variables, undefined as never),
    ],
    [
      'evaluate: y must be a tensor or an object, got an array',
      () => evaluator(objective)(variables, { ...data, y: [0, 1] as never }),
    ],
    [
      'predict: variables must be an object with params,state, got 1',
      () => predictor(objective)(1 as never, data.x),
    ],
    ['predict: x must be a tensor', () => predictor(objective)(variables, [[1, 2]] as never)],
    [
      'trainingStep: state must be an object with optimizer,layers,key, got null',
      () => trainingStep(objective, sgd())(null as never, data, rows),
    ],
    [
      'trainingStep: rows must be a tensor, got an array',
      () => trainingStep(objective, sgd())(state, data, [0] as never),
    ],
  ])('%s', (message, wrong) => {
    expect(wrong).toThrow(message);
    expect(wrong).toThrow(ArgumentError);
  });
});
