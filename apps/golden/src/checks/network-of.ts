import {
  type Axes,
  batchNorm,
  dense,
  flatten,
  initialize,
  input,
  layerNorm,
  type Network,
  type Variables,
} from '@puregrad/layers';
import { type ActivationLayerName, activationsByName } from '@puregrad/layers/names';
import { type FloatDType, key } from '@puregrad/tensors';
import { isUnsupported, type Unsupported, unsupported } from '../check.ts';
import type { GoldenRecord } from '../format.ts';
import { booleanAt, type NamedTensors, numberAt, stringAt, tensorsOf } from '../read.ts';
import { unknownSetting } from '../settings.ts';
import {
  type AnyStage,
  CONVOLUTION,
  convolutionOf,
  POOL,
  poolOf,
  windowAt,
} from './image-stages.ts';

/** The files number layers; ours have names. */
const layerName = (i: number): string => `layer${i}`;

/** The parameters of a list of layers, of which some are empty. */
export const paramsOf = (trees: readonly GoldenRecord[], dtype: FloatDType): Variables =>
  Object.fromEntries(
    trees.flatMap((tree, i) =>
      Object.keys(tree).length === 0 ? [] : [[layerName(i), tensorsOf(tree, dtype)]],
    ),
  );

/** Variables as a list, one for each layer. */
export const byLayer = (
  layers: readonly unknown[],
  variables: Variables,
): readonly NamedTensors[] => layers.map((_, i) => (variables[layerName(i)] ?? {}) as NamedTensors);

const stageOf = (config: GoldenRecord, name: string): AnyStage | Unsupported => {
  const type = stringAt(config, 'type');
  const known = (...settings: readonly string[]): Unsupported | undefined => {
    const setting = unknownSetting(config, settings);
    return setting === undefined ? undefined : unsupported(`setting '${setting}' of ${type}`);
  };
  switch (type) {
    case 'dense':
      return (
        known('in', 'out', 'useBias') ??
        dense(numberAt(config, 'out'), { useBias: booleanAt(config, 'useBias', true), name })
      );
    case 'conv2d': {
      const sizes = { window: windowAt(config), channels: numberAt(config, 'out') };
      return known('window', 'in', 'out', ...CONVOLUTION) ?? convolutionOf(config, sizes, name);
    }
    case 'maxPool2d':
    case 'averagePool2d':
      return known(...POOL) ?? poolOf(type, config);
    case 'flatten':
      return known() ?? flatten();
    case 'batchNorm':
      if (config.semantics !== 'torch')
        return unsupported(`batch norm as in '${String(config.semantics)}' in a training run`);
      return (
        known('features', 'epsilon', 'momentum') ??
        batchNorm({
          decay: 1 - numberAt(config, 'momentum'),
          epsilon: numberAt(config, 'epsilon'),
          movingVariance: 'unbiased',
          name,
        })
      );
    case 'layerNorm':
      return (
        known('features', 'epsilon') ?? layerNorm({ epsilon: numberAt(config, 'epsilon'), name })
      );
    case 'activation': {
      const activation = stringAt(config, 'name');
      if (!Object.hasOwn(activationsByName, activation))
        return unsupported(`activation '${activation}' in a training run`);
      return known() ?? activationsByName[activation as ActivationLayerName].make();
    }
    default:
      return unsupported(`layer '${type}' in a training run`);
  }
};

/** The network of a list of layers, and the states that its layers start from. */
export const networkOf = (
  shape: Axes,
  layers: readonly GoldenRecord[],
  dtype: FloatDType,
): { readonly network: Network<Axes, Axes>; readonly state: Variables } | Unsupported => {
  let network: Network = input(shape);
  for (const [i, config] of layers.entries()) {
    const stage = stageOf(config, layerName(i));
    if (isUnsupported(stage)) return stage;
    network = stage(network as never);
  }
  return {
    network: network as Network<Axes, Axes>,
    state: initialize(network, key(0), { dtype }).state,
  };
};
