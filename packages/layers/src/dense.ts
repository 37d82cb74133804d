import { add, foldIn, matmul, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { isLeft, right } from 'fp-ts/lib/Either.js';
import { activationIn } from './activation-in.ts';
import { type ActivationName, activationKinds, activations } from './activation-names.ts';
import { allNumbersIn, booleanIn, type LayerKind } from './decoding.ts';
import { constant, glorotUniform, type Initializer } from './initializers.ts';
import { variable } from './layer.ts';
import { layer, type Stage } from './network.ts';
import { requireWidth } from './shape.ts';

export interface DenseOptions {
  /** Applied to the output; none by default. */
  readonly activation?: ActivationName;
  /** Draws the kernel `[in, out]`; Glorot uniform by default. */
  readonly kernelInit?: Initializer;
  /** Draws the bias `[out]`; zeros by default. */
  readonly biasInit?: Initializer;
  /** A penalty on the kernel, collected by `penalty(network)`; none by default. */
  readonly kernelRegularizer?: (kernel: Tensor) => Tensor;
  /** False for a layer without a bias, as before batch norm; true by default. */
  readonly useBias?: boolean;
  /** Its name among the parameters; `dense1`, `dense2`, … by default. */
  readonly name?: string;
}

/**
 * A fully connected layer: `y = activation(x · kernel + bias)`, kernel `[in, out]`, bias `[out]`;
 * the input width is the output width of the network before it. Column j of the kernel holds unit j's incoming
 * weights.
 *
 * @throws ArgumentError if the number of units is not an integer from 1.
 * @example
 * ```ts
 * import { dense, heNormal, input } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const network = pipe(input(784), dense(300, { kernelInit: heNormal, activation: 'relu' }), dense(10));
 * network.output; // => 10
 * ```
 */
export const dense = <const Units extends number>(
  units: Units,
  options: DenseOptions = {},
): Stage<number, Units> => {
  checkOptions('dense', { units }, { units: 'number' });
  const {
    activation,
    kernelInit = glorotUniform,
    biasInit = constant(0),
    kernelRegularizer,
    useBias = true,
    name,
  } = checkOptions('dense', options, {
    activation: activationKinds,
    kernelInit: 'function?',
    biasInit: 'function?',
    kernelRegularizer: 'function?',
    useBias: 'boolean?',
    name: 'string?',
  });
  return layer((shape: number) => {
    const inputWidth = requireWidth('dense', shape);
    return {
      kind: 'dense',
      ...(name === undefined ? {} : { name }),
      output: units,
      size: inputWidth * units,
      config: { units, useBias, ...(activation === undefined ? {} : { activation }) },
      init: (key, dtype) => ({
        params: {
          kernel: kernelInit(key, [inputWidth, units], dtype),
          ...(useBias ? { bias: biasInit(foldIn(key, 1), [units], dtype) } : {}),
        },
        state: {},
      }),
      apply: ({ params, state }, x) => {
        const product = matmul(x, variable(params, 'kernel', [inputWidth, units]));
        const sum = useBias ? add(product, variable(params, 'bias', [units])) : product;
        return [activation === undefined ? sum : activations[activation](sum), state];
      },
      ...(kernelRegularizer === undefined
        ? {}
        : {
            penalty: (params) => kernelRegularizer(variable(params, 'kernel', [inputWidth, units])),
          }),
    };
  });
};

export const denseKind: LayerKind = {
  kind: 'dense',
  decode: (config, named) => {
    const activation = activationIn(config);
    if (isLeft(activation)) return activation;
    const useBias = booleanIn(config, 'useBias');
    if (isLeft(useBias)) return useBias;
    const numbers = allNumbersIn(config, ['units']);
    if (isLeft(numbers)) return numbers;
    return right(
      dense(numbers.right.units, {
        useBias: useBias.right,
        ...activation.right,
        ...named,
      }),
    );
  },
};
