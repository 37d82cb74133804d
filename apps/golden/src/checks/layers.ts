import {
  type Axes,
  apply,
  type BatchNormOptions,
  batchNorm,
  dense,
  input,
  layerNorm,
  type Network,
  type Variables,
  tensorAt as variableOf,
} from '@puregrad/layers';
import { type FloatDType, full, pipe, type Tensor } from '@puregrad/tensors';
import { type Check, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import {
  arrayAt,
  booleanAt,
  type NamedTensors,
  numberAt,
  recordsAt,
  stringAt,
  tensorAt,
  tensorsOf,
} from '../read.ts';
import { scan } from '../scan.ts';
import { valueAndPull } from './value-and-pull.ts';

/** Layers: forward, backward, running statistics. */
export const layers: Check = async (golden, conditions) => {
  const { config, inputs } = golden;
  const name = stringAt(config, 'layer');
  switch (name) {
    case 'dense': {
      const [width, units] = arrayAt(inputs, 'kernel').shape as readonly [number, number];
      const useBias = booleanAt(config, 'useBias', true);
      return checkStateless(dense(units, { useBias, name: 'layer' })(input(width)))(
        golden,
        conditions,
      );
    }
    case 'layerNorm': {
      if (numberAt(config, 'axis', -1) !== -1) return unsupported('layer norm of another axis');
      const [width] = arrayAt(inputs, 'gamma').shape as readonly [number];
      const epsilon = numberAt(config, 'epsilon');
      return checkStateless(layerNorm({ epsilon, name: 'layer' })(input(width)))(
        golden,
        conditions,
      );
    }
    case 'batchNorm':
      return checkBatchNorm(golden, conditions);
    default:
      return unsupported(`layer '${name}'`);
  }
};

/** A network of one layer that keeps nothing, by input and parameters. */
export const checkStateless =
  (network: Network<Axes, Axes>): Check =>
  async ({ inputs, expected }, conditions) => {
    const { cotangent, ...at } = tensorsOf(inputs, conditions.dtype);
    const derive = conditions.run(
      valueAndPull(({ x, ...layer }: NamedTensors) => apply(network)({ layer }, {}, x!)[0]),
    );
    const [y, gradients] = await derive(at, cotangent!);
    return compare(expected, { y, gradients }, conditions);
  };

/** Batch norm over two batches, of vectors or images, and then with the moving averages. */
export const checkBatchNorm: Check = async ({ config, inputs, expected }, conditions) => {
  const { dtype, run } = conditions;
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
  const layer = { gamma: tensorAt(inputs, 'gamma', dtype), beta: tensorAt(inputs, 'beta', dtype) };
  const width = layer.gamma.size;
  const [, ...axes] = arrayAt(inputs, 'inferenceX').shape;
  const networkWith = (more: BatchNormOptions) =>
    apply(pipe(input(axes), batchNorm({ ...more, epsilon, name: 'layer' })));
  const network = networkWith(options);
  // Averages that forget the past are the statistics of the batch.
  const forgetful = networkWith({ decay: 0, movingVariance: 'biased' });

  const train = run((state: Variables, { cotangent, ...at }: NamedTensors) => {
    const forward = (through: typeof network, { x, ...layer }: NamedTensors) =>
      through({ layer }, state, x!, { training: true });
    const [y, gradients] = valueAndPull((to: NamedTensors) => forward(network, to)[0])(
      at,
      cotangent!,
    );
    const [, next] = forward(network, at);
    const [, batch] = forward(forgetful, at);
    const output = {
      y,
      gradients,
      batchMean: variableOf(batch, 'layer.mean'),
      batchVariance: variableOf(batch, 'layer.variance'),
      runningMean: variableOf(next, 'layer.mean'),
      runningVariance: variableOf(next, 'layer.variance'),
    };
    return [next, output] as const;
  });
  const start: Variables = {
    layer: {
      mean: fill(numberAt(config, 'initialRunningMean', 0), width, dtype),
      variance: fill(numberAt(config, 'initialRunningVariance', 1), width, dtype),
    },
  };
  const [state, batches] = await scan(
    train,
    start,
    recordsAt(inputs, 'batches').map((batch) => ({ ...layer, ...tensorsOf(batch, dtype) })),
  );
  const infer = run(
    (learned: Variables, averages: Variables, x: Tensor) => network(learned, averages, x)[0],
  );
  const inferenceY = await infer({ layer }, state, tensorAt(inputs, 'inferenceX', dtype));
  return compare(expected, { batches, inferenceY }, conditions);
};

const fill = (value: number, width: number, dtype: FloatDType): Tensor =>
  full([width], value, { dtype });
