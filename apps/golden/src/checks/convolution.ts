import { valueAndGrad } from '@puregrad/autodiff';
import {
  type Axes,
  apply,
  batchNorm,
  channelDropout,
  globalAveragePool,
  groupNorm,
  input,
  type Network,
  type Variables,
} from '@puregrad/layers';
import { concat, key, ones, slice, type Tensor } from '@puregrad/tensors';
import { type Check, isUnsupported, type Unsupported, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import type { GoldenCase } from '../format.ts';
import {
  arrayAt,
  type NamedTensors,
  numberAt,
  recordsAt,
  stringAt,
  tensorAt,
  tensorsOf,
} from '../read.ts';
import { unknownSetting } from '../settings.ts';
import { type AnyStage, CONVOLUTION, convolutionOf, POOL, poolOf } from './image-stages.ts';
import { checkBatchNorm, checkStateless } from './layers.ts';
import { byLayer, networkOf, paramsOf } from './network-of.ts';
import { objectiveOf } from './objective-of.ts';
import { valueAndPull } from './value-and-pull.ts';

/** The shape of the images of a case. */
const imageOf = ({ inputs }: GoldenCase, name = 'x'): readonly number[] =>
  arrayAt(inputs, name).shape.slice(1);

/** The layer of a case, of those that keep nothing. */
const stageOf = ({ config, inputs }: GoldenCase): AnyStage | Unsupported => {
  const kind = stringAt(config, 'kind');
  const known = (...settings: readonly string[]): Unsupported | undefined => {
    const setting = unknownSetting(config, ['kind', ...settings]);
    return setting === undefined ? undefined : unsupported(`setting '${setting}' of ${kind}`);
  };
  switch (kind) {
    case 'conv2d': {
      const [height, width, , channels] = arrayAt(inputs, 'kernel').shape as readonly [
        ...[number, number, number, number],
      ];
      const sizes = { window: [height, width], channels } as const;
      return known(...CONVOLUTION) ?? convolutionOf(config, sizes, 'layer');
    }
    case 'maxPool2d':
    case 'averagePool2d':
      return known(...POOL) ?? poolOf(kind, config);
    case 'globalAveragePool':
      return known() ?? globalAveragePool();
    case 'groupNorm': {
      const epsilon = numberAt(config, 'epsilon');
      return (
        known('groups', 'epsilon') ??
        groupNorm(numberAt(config, 'groups'), { epsilon, name: 'layer' })
      );
    }
    default:
      return unsupported(`layer '${kind}' of images`);
  }
};

/** Batch norm with given averages. */
const checkInference: Check = async (golden, conditions) => {
  const { dtype, run } = conditions;
  const { config, inputs, expected } = golden;
  const epsilon = numberAt(config, 'epsilon');
  const network = apply(batchNorm({ epsilon, name: 'layer' })(input(imageOf(golden))));
  const { cotangent, runningMean, runningVariance, ...at } = tensorsOf(inputs, dtype);
  const derive = run((layer: Variables, at: NamedTensors, cotangent: Tensor) =>
    valueAndPull(({ x, ...params }: NamedTensors) => network({ layer: params }, { layer }, x!)[0])(
      at,
      cotangent,
    ),
  );
  const averages = { mean: runningMean!, variance: runningVariance! };
  const [y, gradients] = await derive(averages, at, cotangent!);
  return compare(expected, { y, gradients }, conditions);
};

/** The first key that keeps the channels of an example that a mask keeps. */
const keyThatKeeps = (mask: readonly number[], rate: number): Tensor => {
  const network = apply(channelDropout(rate)(input([1, 1, mask.length])));
  const image = ones([1, 1, 1, mask.length]);
  for (let seed = 0; ; seed++) {
    const [{ data }] = network({}, {}, image, { training: true, key: key(seed) });
    if (mask.every((keeps, channel) => data[channel]! > 0 === keeps > 0)) return key(seed);
  }
};

/** Dropout of channels, each example by itself, with a key that has the mask of the case. */
const checkChannelDropout: Check = async (golden, conditions) => {
  const { config, inputs, expected } = golden;
  const rate = numberAt(config, 'rate');
  const { shape, data } = arrayAt(inputs, 'mask');
  const [examples, channels] = shape as readonly [number, number];
  const keys = Array.from({ length: examples }, (_, i) =>
    keyThatKeeps(data.slice(i * channels, (i + 1) * channels) as readonly number[], rate),
  );
  const image = imageOf(golden);
  const network = apply(channelDropout(rate)(input(image)));
  const drop = (keys: readonly Tensor[], x: Tensor): Tensor =>
    concat(
      keys.map((key, i) => {
        const example = slice(x, [i, 0, 0, 0], [i + 1, ...image]);
        return network({}, {}, example, { training: true, key })[0];
      }),
    );
  const derive = conditions.run((keys: readonly Tensor[], x: Tensor, cotangent: Tensor) =>
    valueAndPull((x: Tensor) => drop(keys, x))(x, cotangent),
  );
  const { x, cotangent } = tensorsOf(inputs, conditions.dtype);
  const [y, gradient] = await derive(keys, x!, cotangent!);
  return compare(expected, { y, gradients: { x: gradient } }, conditions);
};

/** Where the loss of a network is differentiated. */
interface Point {
  readonly params: Variables;
  readonly x: Tensor;
}

/** A whole network: its logits, and the derivatives of its loss. */
const checkNetwork: Check = async (golden, conditions) => {
  const { config, inputs, expected } = golden;
  const { dtype, run } = conditions;
  const layers = recordsAt(config, 'layers');
  const built = networkOf(imageOf(golden), layers, dtype);
  if (isUnsupported(built)) return built;
  const objective = objectiveOf(stringAt(config, 'loss'));
  if (isUnsupported(objective)) return objective;
  const network = apply(built.network);
  const lossOf = ({ params, x }: Point, labels: Tensor) => {
    const [logits] = network(params, {}, x);
    return [objective.loss(logits, labels), logits] as const;
  };
  const derive = run(valueAndGrad(lossOf, { hasAux: true }));
  const point = {
    params: paramsOf(recordsAt(inputs, 'params'), dtype),
    x: tensorAt(inputs, 'x', dtype),
  };
  const [[loss, logits], gradient] = await derive(point, tensorAt(inputs, 'labels', 'int32'));
  const params = byLayer(layers, gradient.params);
  return compare(expected, { loss, logits, gradients: { x: gradient.x, params } }, conditions);
};

/** Layers of images, forward and backward. */
export const convolution: Check = async (golden, conditions) => {
  const { config, inputs } = golden;
  switch (config.kind) {
    case 'batchNorm':
      return 'batches' in inputs
        ? checkBatchNorm(golden, conditions)
        : checkInference(golden, conditions);
    case 'channelDropout':
      return checkChannelDropout(golden, conditions);
    case 'network':
      return checkNetwork(golden, conditions);
    default: {
      const stage = stageOf(golden);
      if (isUnsupported(stage)) return stage;
      const network = stage(input(imageOf(golden)) as never);
      return checkStateless(network as Network<Axes, Axes>)(golden, conditions);
    }
  }
};
