import { input } from '@puregrad/layers';
import {
  type ActivationLayerName,
  type ActivationSettings,
  activationsByName,
} from '@puregrad/layers/names';
import { logSigmoid, logSoftmax, prelu, softmax, type Tensor } from '@puregrad/tensors';
import { type Check, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import { type GoldenArray, type GoldenRecord, isGoldenArray } from '../format.ts';
import { arrayAt, booleanAt, numberAt, numbersAt, stringAt, tensorAt } from '../read.ts';
import { valueAndPull } from './value-and-pull.ts';

/** A function of the input and the learned slopes. */
type Activation = (x: Tensor, alpha?: Tensor) => Tensor;

/** The settings of a case, for the activations that have some. */
const settings: { readonly [name: string]: (config: GoldenRecord) => ActivationSettings } = {
  elu: (config) => ({ alpha: numberAt(config, 'alpha', 1) }),
  leakyRelu: (config) => ({ alpha: numberAt(config, 'slope') }),
  gelu: (config) => ({ approximate: booleanAt(config, 'approximate', false) }),
  hardSigmoid: (config) => ({ slope: stringAt(config, 'semantics') === 'keras' ? 0.2 : 1 / 6 }),
};

/** The activations that are not elementwise functions of one tensor, or not a layer. */
const others: { readonly [name: string]: (config: GoldenRecord) => Activation } = {
  logSigmoid: () => logSigmoid,
  prelu: () => (x, alpha) => prelu(x, alpha!),
  softmax: (config) => softmax({ axis: numberAt(config, 'axis', -1) }),
  logSoftmax: (config) => logSoftmax({ axis: numberAt(config, 'axis', -1) }),
};

/** The function of a layer with the name, which takes tensors of every shape. */
const ofLayer = (name: ActivationLayerName, config: GoldenRecord): Activation => {
  const [layer] = activationsByName[name].make(settings[name]?.(config))(input(1)).layers;
  const context = { training: false, key: undefined, parts: {} };
  return (x) => layer!.apply({ params: {}, state: {} }, x, context)[0] as Tensor;
};

/** The activation of a case, with its settings. */
const activationOf = (config: GoldenRecord): Activation | undefined => {
  const name = stringAt(config, 'activation');
  if (Object.hasOwn(others, name)) return others[name]!(config);
  return Object.hasOwn(activationsByName, name)
    ? ofLayer(name as ActivationLayerName, config)
    : undefined;
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
