// The networks of the benchmarks in puregrad.
import { valueAndGrad } from '@puregrad/autodiff';
import {
  applyLayers,
  batchNorm,
  conv2d,
  dense,
  dropout,
  elu,
  flatten,
  initialize,
  input,
  maxPool2d,
  relu,
} from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { adam } from '@puregrad/optimizers';
import { foldIn, key, mean, pipe, tensor } from '@puregrad/tensors';
import { batchesOf } from './work.mjs';

export const tensorOf = ({ shape, data }) => tensor(data, { shape });
export const labelsOf = (data) => tensor(Int32Array.from(data));

/** Convolutions of 5 × 5 pixels with pools, then dense layers. */
const lenetOf = ([, first, second, ...rest], work) => {
  const images = pipe(
    input([28, 28, 1]),
    conv2d(first, { window: 5, padding: 'same' }),
    relu(),
    maxPool2d({ window: 2 }),
    conv2d(second, { window: 5 }),
    relu(),
    maxPool2d({ window: 2 }),
    flatten(),
  );
  return chainOf(images, rest, work);
};

const chainOf = (start, widths, { rich, dropoutRate }) =>
  widths.reduce((network, units, i) => {
    const layer = pipe(network, dense(units));
    if (i === widths.length - 1) return layer;
    return rich ? pipe(layer, batchNorm(), elu(), dropout(dropoutRate)) : pipe(layer, relu());
  }, start);

export const networkOf = ({ kind, sizes, ...work }) => {
  const [width, ...rest] = sizes;
  return kind === 'lenet' ? lenetOf(sizes, work) : chainOf(input(width), rest, work);
};

/** The initial variables, with the given weights in the layers that have a kernel. */
export const variablesOf = (network, data) => {
  const { params, state } = initialize(network, key(0));
  let number = 0;
  const given = Object.entries(params).map(([name, of]) => {
    if (of.kernel === undefined) return [name, of];
    number++;
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
    x: tensor(x, {
      shape: [work.batch, ...(work.kind === 'lenet' ? [28, 28, 1] : [work.sizes[0]])],
    }),
    y: labelsOf(y),
  }));
