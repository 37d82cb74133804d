import { vjp } from '@puregrad/autodiff';
import {
  elu,
  logSoftmax,
  relu,
  sigmoid,
  softmax,
  softplus,
  type Tensor,
  tanh,
} from '@puregrad/tensors';
import { type Check, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import { type GoldenArray, type GoldenRecord, isGoldenArray } from '../format.ts';
import { arrayAt, numberAt, numbersAt, stringAt, tensorAt } from '../read.ts';

type Activation = (x: Tensor) => Tensor;

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
export const activations: Check = ({ config, inputs, expected }, precision) => {
  const { dtype } = precision;
  const f = activationOf(config);
  if (f === undefined) return unsupported(`activation '${stringAt(config, 'activation')}'`);
  const [y, pull] = vjp(f, tensorAt(inputs, 'x', dtype));
  const gradX = pull(tensorAt(inputs, 'cotangent', dtype));
  const kinks = config.kinks === undefined ? [] : numbersAt(config, 'kinks');
  return compare(
    expected,
    {
      y,
      gradX: isGoldenArray(expected.gradX)
        ? outsideKinks(gradX, expected.gradX, arrayAt(inputs, 'x'), kinks)
        : gradX,
    },
    precision,
  );
};
