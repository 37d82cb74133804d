import {
  batchNorm,
  dense,
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
import { booleanAt, numberAt, stringAt } from '../read.ts';
import { unknownSetting } from '../settings.ts';

type Stage = (network: Network<number, number>) => Network<number, number>;

/** The files number layers; ours have names. */
export const layerName = (i: number): string => `layer${i}`;

const stageOf = (config: GoldenRecord, name: string): Stage | Unsupported => {
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
  inputWidth: number,
  layers: readonly GoldenRecord[],
  dtype: FloatDType,
): { readonly network: Network<number, number>; readonly state: Variables } | Unsupported => {
  let network: Network<number, number> = input(inputWidth);
  for (const [i, config] of layers.entries()) {
    const stage = stageOf(config, layerName(i));
    if (isUnsupported(stage)) return stage;
    network = stage(network);
  }
  return { network, state: initialize(network, key(0), { dtype }).state };
};
