import { add, foldIn, matmul, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { isLeft, right } from 'fp-ts/lib/Either.js';
import { requireSame } from './combinators/require-same.ts';
import { type LayerKind, numberIn, partIn } from './decoding.ts';
import { constant, glorotUniform, type Initializer } from './initializers.ts';
import { variable } from './layer.ts';
import { type Body, bodyOf, layer, type Network } from './network.ts';
import { requireWidth, type Shape } from './shape.ts';

export interface TiedOptions {
  /** Draws the kernel `[in, units]`; Glorot uniform by default. */
  readonly kernelInit?: Initializer;
  /** Draws the biases of the code `[units]` and of the output `[in]`; zeros by default. */
  readonly biasInit?: Initializer;
  /** Its name among the parameters; `tied1`, … by default. */
  readonly name?: string;
}

/**
 * An encoder and a decoder with one kernel: `y = body(x · kernel + codeBias) · kernelᵀ + outputBias`, an autoencoder
 * with tied weights. Its output has the width of its input. The gradient of the kernel is the sum over both uses.
 *
 * @param units The width of the code.
 * @param body What happens to the code, which keeps its width: an activation, or a whole network, such as another
 * `tied`. The variables are `tied1.kernel [in, units]`, `tied1.codeBias [units]`, `tied1.outputBias [in]`, and those
 * of the body, `tied1.body. …`. `applyLayers` gives the code, as the output of the body's last layer.
 * @throws ArgumentError if the number of units is not an integer from 1; ShapeError if the body changes the width.
 * @example
 * ```ts
 * import { flow, pipe } from '@puregrad/tensors';
 * import { input, sigmoid, tied } from '@puregrad/layers';
 * const autoencoder = pipe(input(784), tied(128, flow(sigmoid(), tied(32, sigmoid()), sigmoid())));
 * autoencoder.output; // => 784
 * ```
 */
export const tied = <const Units extends number>(
  units: Units,
  body: Body<Units, Units>,
  options: TiedOptions = {},
): (<In extends Shape, Width extends number>(
  network: Network<In, Width>,
) => Network<In, Width>) => {
  checkOptions('tied', { units, body }, { units: 'number', body: 'function' });
  const {
    kernelInit = glorotUniform,
    biasInit = constant(0),
    name,
  } = checkOptions('tied', options, {
    kernelInit: 'function?',
    biasInit: 'function?',
    name: 'string?',
  });
  return layer((shape: number) => {
    const width = requireWidth('tied', shape);
    const code = bodyOf('tied', body, units);
    requireSame('tied', "its body's output", code.output, 'the code', units);
    return {
      kind: 'tied',
      ...(name === undefined ? {} : { name }),
      output: width,
      size: width * units,
      config: { units },
      parts: { body: code },
      init: (key, dtype) => ({
        params: {
          kernel: kernelInit(key, [width, units], dtype),
          codeBias: biasInit(foldIn(key, 1), [units], dtype),
          outputBias: biasInit(foldIn(key, 2), [width], dtype),
        },
        state: {},
      }),
      apply: ({ params }, x, { parts }) => {
        const kernel = variable(params, 'kernel', [width, units]);
        const [coded, state] = parts.body!(
          add(matmul(x, kernel), variable(params, 'codeBias', [units])),
        );
        const decoded = matmul(coded as Tensor, kernel, { transposeB: true });
        return [add(decoded, variable(params, 'outputBias', [width])), { body: state }];
      },
    };
  }) as never;
};

export const tiedKind: LayerKind = {
  kind: 'tied',
  decode: (config, named, parts) => {
    const units = numberIn(config, 'units');
    const body = partIn(parts, 'body');
    if (isLeft(units)) return units;
    return isLeft(body) ? body : right(tied(units.right, body.right, named) as never);
  },
};
