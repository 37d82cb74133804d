import {
  addParts,
  alphaDropout,
  batchNorm,
  concat,
  dense,
  dropout,
  each,
  elu,
  ensemble,
  type Flow,
  flatten,
  fork,
  gaussianDropout,
  gelu,
  hardSigmoid,
  input,
  isAxes,
  iterate,
  layerNorm,
  leakyRelu,
  type Network,
  parallel,
  prelu,
  relu,
  reshapeTo,
  residual,
  rrelu,
  type Shape,
  select,
  softplus,
  walkLayers,
} from '@puregrad/layers';
import { flow, ones, pipe, sizeOf } from '@puregrad/tensors';

export const networks = (): readonly Network<number, number>[] => [
  pipe(
    input(2),
    dense(3, { activation: 'relu' }),
    batchNorm(),
    dropout(0.5),
    dense(1, { name: 'out' }),
  ),
  pipe(input(1), dense(2, { useBias: false }), layerNorm(), leakyRelu(), prelu(), elu()),
  pipe(input(3), relu(), gelu(), hardSigmoid(), rrelu(), softplus()),
  pipe(input(2), gaussianDropout(0.1), alphaDropout(0.1)),
];

/** Networks with networks within. */
export const trees = (): readonly Network[] => [
  pipe(
    input({ left: 2, right: 2, picture: [2, 2, 1] }),
    parallel({ left: residual(flow(dense(2), relu())), right: dense(2), picture: flatten() }),
    concat(),
    fork({ a: iterate(2, dense(8)), b: ensemble(2, dense(8)) }),
    addParts(),
  ),
  pipe(input({ a: 2, b: 2 }), each(flow(dense(4), reshapeTo([2, 2, 1]))), select('b'), flatten()),
];

/** Whether a network is small enough to be initialized and run. */
export const isSmall = (network: Network): boolean => {
  const layers = walkLayers(network);
  return (
    layers.length < 100 &&
    [network.input, ...layers.map(({ layer }) => layer.output)].every(isSmallShape) &&
    layers.every(({ layer: { config } }) => !(Number(config.times) > 10))
  );
};

const isSmallShape = (shape: Shape): boolean =>
  typeof shape === 'number'
    ? shape < 100
    : isAxes(shape)
      ? sizeOf(shape) < 1000
      : Object.values(shape).every(isSmallShape);

/** Two examples of a shape. */
export const examplesOf = (shape: Shape): Flow =>
  isAxes(shape)
    ? ones([2, ...[shape].flat()])
    : Object.fromEntries(Object.entries(shape).map(([name, part]) => [name, examplesOf(part)]));
