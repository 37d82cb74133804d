import {
  elu,
  gelu,
  hardSigmoid,
  leakyRelu,
  logSigmoid,
  logSoftmax,
  mish,
  prelu,
  relu,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  type Tensor,
  tanh,
} from '@puregrad/tensors';
import { type Check, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import { type GoldenArray, type GoldenRecord, isGoldenArray } from '../format.ts';
import { arrayAt, booleanAt, numberAt, numbersAt, stringAt, tensorAt } from '../read.ts';
import { valueAndPull } from './value-and-pull.ts';

/** Of the input, and of what it learns. */
type Activation = (x: Tensor, alpha?: Tensor) => Tensor;

/** The activation that a case asks for, with its settings. */
const activationOf = (config: GoldenRecord): Activation | undefined => {
  const name = stringAt(config, 'activation');
  switch (name) {
    case 'sigmoid':
      return sigmoid;
    case 'tanh':
      return tanh;
    case 'relu':
      return relu;
    case 'softplus':
      return softplus;
    case 'elu':
      return elu({ alpha: numberAt(config, 'alpha', 1) });
    case 'leakyRelu':
      return leakyRelu({ alpha: numberAt(config, 'slope') });
    case 'selu':
      return selu;
    case 'gelu':
      return gelu({ approximate: booleanAt(config, 'approximate', false) });
    case 'softsign':
      return softsign;
    case 'silu':
      return silu;
    case 'mish':
      return mish;
    case 'logSigmoid':
      return logSigmoid;
    case 'hardSigmoid':
      return hardSigmoid({ slope: stringAt(config, 'semantics') === 'keras' ? 0.2 : 1 / 6 });
    case 'prelu':
      return (x, alpha) => prelu(x, alpha!);
    case 'softmax':
      return softmax({ axis: numberAt(config, 'axis', -1) });
    case 'logSoftmax':
      return logSoftmax({ axis: numberAt(config, 'axis', -1) });
    default:
      return undefined;
  }
};

/** The actual gradient, but as expected at the inputs where the derivative is a convention. */
const outsideKinks = (
  gradient: Tensor,
  expected: GoldenArray,
  x: GoldenArray,
  kinks: readonly number[],
): GoldenArray | Tensor =>
  kinks.length === 0 || gradient.size !== x.data.length
    ? gradient
    : {
        shape: gradient.shape,
        data: Array.from(gradient.data, (value, i) =>
          kinks.includes(x.data[i]!) ? expected.data[i]! : value,
        ),
      };

/** Activations and their gradients, kinks left out. */
export const activations: Check = async ({ config, inputs, expected }, conditions) => {
  const { dtype, run } = conditions;
  const f = activationOf(config);
  if (f === undefined) return unsupported(`activation '${stringAt(config, 'activation')}'`);
  const derive = run(valueAndPull(({ x, alpha }: { x: Tensor; alpha?: Tensor }) => f(x, alpha)));
  const at = {
    x: tensorAt(inputs, 'x', dtype),
    ...(inputs.alpha === undefined ? {} : { alpha: tensorAt(inputs, 'alpha', dtype) }),
  };
  const [y, gradient] = await derive(at, tensorAt(inputs, 'cotangent', dtype));
  const { x: gradX, alpha: gradAlpha } = gradient;
  const kinks = config.kinks === undefined ? [] : numbersAt(config, 'kinks');
  return compare(
    expected,
    {
      y,
      gradX: isGoldenArray(expected.gradX)
        ? outsideKinks(gradX, expected.gradX, arrayAt(inputs, 'x'), kinks)
        : gradX,
      ...(gradAlpha === undefined ? {} : { gradAlpha }),
    },
    conditions,
  );
};
