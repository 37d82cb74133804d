import {
  add,
  averagePool2d,
  conv2d,
  maxPool2d,
  mean,
  type Padding,
  type Tensor,
} from '@puregrad/tensors';
import { type Check, isUnsupported, type Unsupported, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import type { GoldenRecord } from '../format.ts';
import { type NamedTensors, numberAt, numbersAt, stringAt, tensorsOf } from '../read.ts';
import { unknownSetting } from '../settings.ts';
import { valueAndPull } from './value-and-pull.ts';

type Pair = readonly [number, number];

const pairAt = (config: GoldenRecord, key: string): Pair =>
  numbersAt(config, key) as readonly number[] as Pair;

/** Words, or the pixels before and after each axis. */
const paddingAt = (config: GoldenRecord): Padding => config.padding as unknown as Padding;

/** Operations on images, as functions of the named inputs of a case. */
const operationOf = (config: GoldenRecord): ((at: NamedTensors) => Tensor) | Unsupported => {
  const kind = stringAt(config, 'kind');
  const known = (...settings: readonly string[]): Unsupported | undefined => {
    const setting = unknownSetting(config, ['kind', ...settings]);
    return setting === undefined ? undefined : unsupported(`setting '${setting}' of ${kind}`);
  };
  switch (kind) {
    case 'conv2d':
      return (
        known('strides', 'padding', 'dilations', 'groups', 'useBias') ??
        (({ x, kernel, bias }) => {
          const y = conv2d(x!, kernel!, {
            strides: pairAt(config, 'strides'),
            dilations: pairAt(config, 'dilations'),
            padding: paddingAt(config),
            groups: numberAt(config, 'groups'),
          });
          return bias === undefined ? y : add(y, bias);
        })
      );
    case 'maxPool2d':
    case 'averagePool2d': {
      const pool = kind === 'maxPool2d' ? maxPool2d : averagePool2d;
      return (
        known('window', 'strides', 'padding') ??
        (({ x }) =>
          pool(x!, {
            window: pairAt(config, 'window'),
            strides: pairAt(config, 'strides'),
            padding: paddingAt(config),
          }))
      );
    }
    case 'globalAveragePool':
      return known() ?? (({ x }) => mean(x!, { axes: [1, 2] }));
    default:
      return unsupported(`operation '${kind}' on images`);
  }
};

/** Operations on images, forward and backward. */
export const convolution: Check = async ({ config, inputs, expected }, conditions) => {
  const operation = operationOf(config);
  if (isUnsupported(operation)) return operation;
  const { cotangent, ...at } = tensorsOf(inputs, conditions.dtype);
  const derive = conditions.run(valueAndPull(operation));
  const [y, gradients] = await derive(at, cotangent!);
  return compare(expected, { y, gradients }, conditions);
};
