import { ArgumentError, full, prelu as preluOf, uniform } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { noVariables, variable } from './layer.ts';
import { type SameShape, sameShapeLayer } from './network.ts';
import { channelsOf } from './shape.ts';

/**
 * PReLU: `x` above 0, `αx` below. α is learned for each unit, or channel of an image, and starts at 0.25.
 *
 * Source: He et al., *Delving deep into rectifiers* (ICCV 2015). Keras starts α at 0.
 *
 * @example
 * ```ts
 * import { apply, initialize, input, prelu } from '@puregrad/layers';
 * import { key, pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), prelu());
 * const { params, state } = initialize(network, key(1));
 * apply(network)(params, state, tensor([[-4, 4]]))[0].toArray(); // => [[-1, 4]]
 * ```
 */
export const prelu = (
  options: {
    /** The initial value of every α; 0.25 by default. */
    readonly alpha?: number;
    readonly name?: string;
  } = {},
): SameShape => {
  const { alpha = 0.25, name } = checkOptions('prelu', options, {
    alpha: 'number?',
    name: 'string?',
  });
  return sameShapeLayer((shape) => ({
    kind: 'prelu',
    size: channelsOf(shape),
    ...(name === undefined ? {} : { name }),
    config: { alpha },
    init: (_key, dtype) => ({
      params: { alpha: full([channelsOf(shape)], alpha, { dtype }) },
      state: {},
    }),
    apply: ({ params, state }, x) => [
      preluOf(x, variable(params, 'alpha', [channelsOf(shape)])),
      state,
    ],
  }));
};

/**
 * RReLU: in training, the slope below 0 is drawn for each element from the uniform distribution on
 * [lower, upper). At inference, it is the mean of lower and upper.
 *
 * Source: Xu et al., *Empirical evaluation of rectified activations* (2015); PyTorch's 1/8 and 1/3.
 *
 * @throws ArgumentError if lower is above upper, or if training has no key.
 * @example
 * ```ts
 * import { apply, input, rrelu } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), rrelu({ lower: 0.25, upper: 0.75 }));
 * apply(network)({}, {}, tensor([[-4, 4]]))[0].toArray(); // => [[-2, 4]]
 * ```
 */
export const rrelu = (
  options: { readonly lower?: number; readonly upper?: number } = {},
): SameShape => {
  const { lower = 1 / 8, upper = 1 / 3 } = checkOptions('rrelu', options, {
    lower: 'number?',
    upper: 'number?',
  });
  if (!(lower <= upper))
    throw new ArgumentError(`rrelu: lower ${lower} must not be above upper ${upper}`);
  return sameShapeLayer(() => ({
    kind: 'rrelu',
    config: { lower, upper },
    init: () => noVariables,
    apply: ({ state }, x, { training, key }) => {
      if (!training) return [preluOf(x, (lower + upper) / 2), state];
      if (key === undefined)
        throw new ArgumentError(
          'rrelu: training needs a random key: apply(network)(params, state, x, { training: true, key })',
        );
      const dtype = x.dtype === 'float64' ? 'float64' : 'float32';
      return [preluOf(x, uniform(key, x.shape, { min: lower, max: upper, dtype })), state];
    },
  }));
};
