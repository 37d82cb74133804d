// The networks of the benchmarks in puregrad.
import { valueAndGrad } from '@puregrad/autodiff';
import {
  applyLayers,
  batchNorm,
  dense,
  dropout,
  elu,
  initialize,
  input,
  relu,
} from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { adam } from '@puregrad/optimizers';
import { foldIn, key, mean, pipe, tensor } from '@puregrad/tensors';
import { batchesOf } from './work.mjs';

export const tensorOf = ({ shape, data }) => tensor(data, { shape });
export const labelsOf = (data) => tensor(Int32Array.from(data));

export const networkOf = ({ sizes: [width, ...rest], rich, dropoutRate }) =>
  rest.reduce((network, units, i) => {
    const layer = pipe(network, dense(units));
    if (i === rest.length - 1) return layer;
    return rich ? pipe(layer, batchNorm(), elu(), dropout(dropoutRate)) : pipe(layer, relu());
  }, input(width));

/** The initial variables, with the given weights in the dense layers. */
export const variablesOf = (network, data) => {
  const { params, state } = initialize(network, key(0));
  const given = Object.entries(params).map(([name, of]) => {
    const [, number] = /^dense(\d+)$/.exec(name) ?? [];
    if (number === undefined) return [name, of];
    return [name, { kernel: tensorOf(data[`w${number}`]), bias: tensorOf(data[`b${number}`]) }];
  });
  return { params: Object.fromEntries(given), layers: state };
};

export const optimizer = adam();

export const trainingStep = (network) => {
  const run = applyLayers(network);
  const objective = valueAndGrad(
    (params, layers, stepKey, x, y) => {
      const [outputs, next] = run(params, layers, x, { training: true, key: stepKey });
      return [mean(sparseSoftmaxCrossEntropy(outputs.at(-1).output, y)), next];
    },
    { hasAux: true },
  );
  return ({ state, layers, key }, x, y) => {
    const [[loss, next], grads] = objective(state.params, layers, foldIn(key, state.step), x, y);
    const [updated] = optimizer.update(state, grads);
    return [{ state: updated, layers: next, key }, loss];
  };
};

export const batchTensorsOf = (work, data) =>
  batchesOf(work, data).map(({ x, y }) => ({
    x: tensor(x, { shape: [work.batch, work.sizes[0]] }),
    y: labelsOf(y),
  }));
