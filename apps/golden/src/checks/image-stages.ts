import { averagePool2d, conv2d, maxPool2d, type Network } from '@puregrad/layers';
import type { Padding } from '@puregrad/tensors';
import type { GoldenRecord } from '../format.ts';
import { booleanAt, numberAt, numbersAt } from '../read.ts';

/** A stage whose input is only known when the program runs. */
export type AnyStage = (network: never) => Network;

const pairAt = (config: GoldenRecord, key: string): readonly [number, number] =>
  numbersAt(config, key) as readonly number[] as readonly [number, number];

/** A word, or the pixels before and after each axis. */
const paddingAt = (config: GoldenRecord): Padding => config.padding as unknown as Padding;

/** The settings that a convolution may have, besides its sizes. */
export const CONVOLUTION = ['strides', 'padding', 'dilations', 'groups', 'useBias'] as const;

export const convolutionOf = (
  config: GoldenRecord,
  sizes: { readonly window: readonly [number, number]; readonly channels: number },
  name: string,
): AnyStage =>
  conv2d(sizes.channels, {
    window: sizes.window,
    strides: pairAt(config, 'strides'),
    dilations: pairAt(config, 'dilations'),
    padding: paddingAt(config),
    groups: numberAt(config, 'groups'),
    useBias: booleanAt(config, 'useBias', true),
    name,
  });

export const windowAt = (config: GoldenRecord): readonly [number, number] =>
  pairAt(config, 'window');

/** The settings that a pool may have. */
export const POOL = ['window', 'strides', 'padding'] as const;

export const poolOf = (kind: 'maxPool2d' | 'averagePool2d', config: GoldenRecord): AnyStage => {
  const pool = kind === 'maxPool2d' ? maxPool2d : averagePool2d;
  return pool({
    window: windowAt(config),
    strides: pairAt(config, 'strides'),
    padding: paddingAt(config),
  });
};
