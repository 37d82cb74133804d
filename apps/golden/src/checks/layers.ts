import { vjp } from '@puregrad/autodiff';
import { apply, type BatchNormOptions, batchNorm, dense, input, layerNorm } from '@puregrad/layers';
import { type FloatDType, full, pipe, type Tensor } from '@puregrad/tensors';
import { type Check, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import {
  booleanAt,
  type NamedTensors,
  numberAt,
  recordsAt,
  stringAt,
  tensorAt,
  tensorsOf,
} from '../read.ts';

/** Layers: forward, backward, running statistics. */
export const layers: Check = (golden, precision) => {
  const name = stringAt(golden.config, 'layer');
  switch (name) {
    case 'dense':
      return checkDense(golden, precision);
    case 'batchNorm':
      return checkBatchNorm(golden, precision);
    case 'layerNorm':
      return checkLayerNorm(golden, precision);
    default:
      return unsupported(`layer '${name}'`);
  }
};

const checkDense: Check = ({ config, inputs, expected }, precision) => {
  const { cotangent, ...at } = tensorsOf(inputs, precision.dtype);
  const [inputWidth, units] = at.kernel!.shape as readonly [number, number];
  const useBias = booleanAt(config, 'useBias', true);
  const network = pipe(input(inputWidth), dense(units, { useBias, name: 'layer' }));
  const [y, pull] = vjp(
    ({ x, ...layer }: NamedTensors) => apply(network)({ layer }, {}, x!)[0],
    at,
  );
  return compare(expected, { y, gradients: pull(cotangent!) }, precision);
};

const checkLayerNorm: Check = ({ config, inputs, expected }, precision) => {
  if (numberAt(config, 'axis', -1) !== -1) return unsupported('layer norm of another axis');
  const { cotangent, ...at } = tensorsOf(inputs, precision.dtype);
  const network = pipe(
    input(at.gamma!.size),
    layerNorm({ epsilon: numberAt(config, 'epsilon'), name: 'layer' }),
  );
  const [y, pull] = vjp(
    ({ x, ...layer }: NamedTensors) => apply(network)({ layer }, {}, x!)[0],
    at,
  );
  return compare(expected, { y, gradients: pull(cotangent!) }, precision);
};

const checkBatchNorm: Check = ({ config, inputs, expected }, precision) => {
  const { dtype } = precision;
  if (numberAt(config, 'axis', -1) !== -1) return unsupported('batch norm of another axis');
  const semantics = stringAt(config, 'semantics');
  const momentum = numberAt(config, 'momentum');
  const conventions: { readonly [semantics: string]: BatchNormOptions } = {
    tf1: { decay: momentum, movingVariance: 'biased' },
    torch: { decay: 1 - momentum, movingVariance: 'unbiased' },
  };
  const options = conventions[semantics];
  if (options === undefined) return unsupported(`batch norm as in '${semantics}'`);

  const epsilon = numberAt(config, 'epsilon');
  const gamma = tensorAt(inputs, 'gamma', dtype);
  const beta = tensorAt(inputs, 'beta', dtype);
  const width = gamma.size;
  const networkWith = (more: BatchNormOptions): ReturnType<typeof apply> =>
    apply(pipe(input(width), batchNorm({ ...more, epsilon, name: 'layer' })));
  const run = networkWith(options);
  // Averages that forget the past are the statistics of the batch.
  const runForgetful = networkWith({ decay: 0, movingVariance: 'biased' });

  let state = {
    layer: {
      mean: fill(numberAt(config, 'initialRunningMean', 0), width, dtype),
      variance: fill(numberAt(config, 'initialRunningVariance', 1), width, dtype),
    } as NamedTensors,
  };
  const params = { layer: { gamma, beta } };
  const batches = recordsAt(inputs, 'batches').map((batch) => {
    const x = tensorAt(batch, 'x', dtype);
    const training = { training: true } as const;
    const [y, pull] = vjp(
      (at: NamedTensors) =>
        run({ layer: { gamma: at.gamma!, beta: at.beta! } }, state, at.x!, training)[0],
      { x, gamma, beta },
    );
    const batchStatistics = runForgetful(params, state, x, training)[1].layer!;
    state = { layer: run(params, state, x, training)[1].layer! };
    return {
      y,
      gradients: pull(tensorAt(batch, 'cotangent', dtype)),
      batchMean: batchStatistics.mean,
      batchVariance: batchStatistics.variance,
      runningMean: state.layer.mean,
      runningVariance: state.layer.variance,
    };
  });
  const [inferenceY] = run(params, state, tensorAt(inputs, 'inferenceX', dtype));
  return compare(expected, { batches, inferenceY }, precision);
};

const fill = (value: number, width: number, dtype: FloatDType): Tensor =>
  full([width], value, { dtype });
