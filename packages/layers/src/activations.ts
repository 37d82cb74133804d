import {
  type EluOptions,
  elu as eluOf,
  type GeluOptions,
  gelu as geluOf,
  type HardSigmoidOptions,
  hardSigmoid as hardSigmoidOf,
  type LeakyReluOptions,
  leakyRelu as leakyReluOf,
  type Static,
  type Tensor,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type ActivationName, activations } from './activation-names.ts';
import { noVariables } from './layer.ts';
import { type SameShape, sameShapeLayer } from './network.ts';

/** A layer that applies a function of tensors, with the settings that describe it. */
const applying = (
  kind: string,
  config: { readonly [name: string]: Static },
  f: (x: Tensor) => Tensor,
): SameShape =>
  sameShapeLayer(() => ({
    kind,
    config,
    init: () => noVariables,
    apply: ({ state }, x) => [f(x), state],
  }));

const named = (name: ActivationName) => (): SameShape => applying(name, {}, activations[name]);

/**
 * `max(x, 0)`. Pair it with He initialization.
 *
 * @example
 * ```ts
 * import { apply, input, relu } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), relu());
 * apply(network)({}, {}, tensor([[-1, 2]]))[0].toArray(); // => [[0, 2]]
 * ```
 */
export const relu: () => SameShape = named('relu');

/**
 * `1 / (1 + e⁻ˣ)`. It saturates: its derivative is at most ¼.
 *
 * @example
 * ```ts
 * import { apply, input, sigmoid } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), sigmoid());
 * apply(network)({}, {}, tensor([[-1, 2]]))[0].toArray();
 * // => [[0.2689414322376251, 0.8807970881462097]]
 * ```
 */
export const sigmoid: () => SameShape = named('sigmoid');

/**
 * The hyperbolic tangent.
 *
 * @example
 * ```ts
 * import { apply, input, tanh } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), tanh());
 * apply(network)({}, {}, tensor([[-1, 2]]))[0].toArray();
 * // => [[-0.7615941762924194, 0.9640275835990906]]
 * ```
 */
export const tanh: () => SameShape = named('tanh');

/**
 * `ln(1 + eˣ)`.
 *
 * @example
 * ```ts
 * import { apply, input, softplus } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), softplus());
 * apply(network)({}, {}, tensor([[-1, 2]]))[0].toArray();
 * // => [[0.3132616877555847, 2.1269280910491943]]
 * ```
 */
export const softplus: () => SameShape = named('softplus');

/**
 * `x / (1 + |x|)`.
 *
 * @example
 * ```ts
 * import { apply, input, softsign } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), softsign());
 * apply(network)({}, {}, tensor([[-1, 2]]))[0].toArray(); // => [[-0.5, 0.6666666865348816]]
 * ```
 */
export const softsign: () => SameShape = named('softsign');

/**
 * The self-normalizing `λx` and `λα(eˣ - 1)`; pair it with LeCun initialization.
 *
 * @example
 * ```ts
 * import { apply, input, selu } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), selu());
 * apply(network)({}, {}, tensor([[-1, 2]]))[0].toArray();
 * // => [[-1.1113307476043701, 2.1014020442962646]]
 * ```
 */
export const selu: () => SameShape = named('selu');

/**
 * `x · sigmoid(x)`, also called swish.
 *
 * @example
 * ```ts
 * import { apply, input, silu } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), silu());
 * apply(network)({}, {}, tensor([[-1, 2]]))[0].toArray();
 * // => [[-0.2689414322376251, 1.7615941762924194]]
 * ```
 */
export const silu: () => SameShape = named('silu');

/**
 * `x · tanh(softplus(x))`.
 *
 * @example
 * ```ts
 * import { apply, input, mish } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), mish());
 * apply(network)({}, {}, tensor([[-1, 2]]))[0].toArray();
 * // => [[-0.30340147018432617, 1.9439589977264404]]
 * ```
 */
export const mish: () => SameShape = named('mish');

/**
 * `x` above 0, `αx` below; α is 0.01 by default.
 *
 * @example
 * ```ts
 * import { apply, input, leakyRelu } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), leakyRelu({ alpha: 0.25 }));
 * apply(network)({}, {}, tensor([[-1, 2]]))[0].toArray(); // => [[-0.25, 2]]
 * ```
 */
export const leakyRelu = (options: LeakyReluOptions = {}): SameShape => {
  const { alpha = 0.01 } = checkOptions('leakyRelu', options, { alpha: 'number?' });
  return applying('leakyRelu', { alpha }, leakyReluOf({ alpha }));
};

/**
 * `x` above 0, `α(eˣ - 1)` below; α is 1 by default (Clevert et al., ICLR 2016).
 *
 * @example
 * ```ts
 * import { apply, elu, input } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), elu({ alpha: 0.5 }));
 * apply(network)({}, {}, tensor([[-1, 2]]))[0].toArray(); // => [[-0.31606027483940125, 2]]
 * ```
 */
export const elu = (options: EluOptions = {}): SameShape => {
  const { alpha = 1 } = checkOptions('elu', options, { alpha: 'number?' });
  return applying('elu', { alpha }, eluOf({ alpha }));
};

/**
 * `x Φ(x)`, exact by default.
 *
 * @example
 * ```ts
 * import { apply, gelu, input } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), gelu());
 * apply(network)({}, {}, tensor([[-1, 2]]))[0].toArray();
 * // => [[-0.15865525603294373, 1.9544997215270996]]
 * ```
 */
export const gelu = (options: GeluOptions = {}): SameShape => {
  const { approximate = false } = checkOptions('gelu', options, { approximate: 'boolean?' });
  return applying('gelu', { approximate }, geluOf({ approximate }));
};

/**
 * `slope · x + ½`, held between 0 and 1; the slope is 1/6 by default.
 *
 * @example
 * ```ts
 * import { apply, hardSigmoid, input } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), hardSigmoid({ slope: 0.25 }));
 * apply(network)({}, {}, tensor([[-1, 2]]))[0].toArray(); // => [[0.25, 1]]
 * ```
 */
export const hardSigmoid = (options: HardSigmoidOptions = {}): SameShape => {
  const { slope = 1 / 6 } = checkOptions('hardSigmoid', options, { slope: 'number?' });
  return applying('hardSigmoid', { slope }, hardSigmoidOf({ slope }));
};
