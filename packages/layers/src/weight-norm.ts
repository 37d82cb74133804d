import {
  ArgumentError,
  div,
  isTensor,
  mul,
  norm,
  reshape,
  SymbolicTensorError,
  type Tensor,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { isLeft, right } from 'fp-ts/lib/Either.js';
import { type LayerKind, partIn } from './decoding.ts';
import { type Variables, variable, within } from './layer.ts';
import { type Body, bodyOf, layer, type Network } from './network.ts';
import type { Shape } from './shape.ts';

/**
 * Weight normalization of the kernels within a network: the direction and the length of each unit's incoming weights
 * are learned separately, `kernel[:, j] = gain[j] · direction[:, j] / |direction[:, j]|`. The network starts with the
 * kernels that it draws: each gain starts as the length of its weights.
 *
 * A kernel with two axes has a gain for each column; that of an image convolution, a gain for each channel that it
 * gives; one with three axes is a stack of kernels, as in `memberDense`, with a gain for each column of each.
 *
 * Source: Salimans and Kingma, *Weight normalization* (NeurIPS 2016).
 *
 * @param stage A layer, a `flow` of layers, or a function of `input(shape)`. Its variables, `weightNorm1.body.dense1.kernel`
 * and so on, are the directions; the gains are `weightNorm1.gain.dense1.gain`, …
 * @throws ArgumentError if nothing within has a kernel, or if a unit's weights are drawn as zeros, which have no
 * direction; in a compiled function, its kernel is then NaN.
 * @example
 * ```ts
 * import { dense, initialize, input, tensorAt, weightNorm } from '@puregrad/layers';
 * import { key, pipe } from '@puregrad/tensors';
 * const network = pipe(input(4), weightNorm(dense(3)));
 * tensorAt(initialize(network, key(1)).params, 'weightNorm1.gain.dense1.gain').shape; // => [3]
 * ```
 */
export const weightNorm = <S extends Shape, Out extends Shape>(
  stage: Body<S, Out>,
  options: { readonly name?: string } = {},
): (<In extends Shape>(network: Network<In, S>) => Network<In, Out>) => {
  checkOptions('weightNorm', { stage }, { stage: 'function' });
  const { name } = checkOptions('weightNorm', options, { name: 'string?' });
  return layer((shape: S) => {
    const body = bodyOf('weightNorm', stage, shape);
    return {
      kind: 'weightNorm',
      ...(name === undefined ? {} : { name }),
      output: body.output,
      config: {},
      parts: { body },
      init: (_key, _dtype, { body: drawn }) => {
        const gain = gainsOf(drawn!.params);
        if (Object.keys(gain).length === 0)
          throw new ArgumentError(
            'weightNorm: no layer within it has a kernel; wrap one that has, such as dense',
          );
        return { params: { gain }, state: {} };
      },
      apply: ({ params }, x, { parts }) => {
        const normalized = normalize(within(params, 'body'), within(params, 'gain'));
        const [y, state] = parts.body!(x, normalized);
        return [y, { body: state }];
      },
    };
  });
};

/** The lengths of the weights of each unit, `[1, out]`, or `[k, 1, out]` of a stack. */
const lengthsOf = (kernel: Tensor): Tensor => {
  const axes = kernel.shape.map((_, axis) => axis).slice(kernel.rank === 3 ? 1 : 0, -1);
  return norm(kernel, { axes, keepDims: true });
};

/** The shape of the gains of a kernel: that of the lengths without the axes of length 1. */
const gainShape = ({ shape, rank }: Tensor): readonly number[] =>
  rank === 3 ? [shape[0]!, shape[2]!] : shape.slice(-1);

/** Whether a length is 0; false while `compile` traces, when lengths cannot be read. */
const hasZero = (lengths: Tensor): boolean => {
  try {
    return lengths.data.some((length) => length === 0);
  } catch (error) {
    if (error instanceof SymbolicTensorError) return false;
    throw error;
  }
};

/** The gains with which the kernels stay as they are, nested as the variables are. */
const gainsOf = (variables: Variables): Variables =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, of]): [string, Tensor | Variables][] => {
      if (!isTensor(of)) {
        const gains = gainsOf(of);
        return Object.keys(gains).length === 0 ? [] : [[name, gains]];
      }
      if (name !== 'kernel') return [];
      const lengths = lengthsOf(of);
      if (hasZero(lengths))
        throw new ArgumentError(
          'weightNorm: the weights of a unit start as zeros, which have no direction; draw them with another kernelInit',
        );
      return [['gain', reshape(lengths, gainShape(of))]];
    }),
  );

/** The variables with normalized kernels. */
const normalize = (variables: Variables, gains: Variables): Variables =>
  Object.fromEntries(
    Object.entries(variables).map(([name, of]): [string, Tensor | Variables] => {
      if (!isTensor(of)) return [name, normalize(of, within(gains, name))];
      if (name !== 'kernel') return [name, of];
      const lengths = lengthsOf(of);
      const gain = variable(gains, 'gain', gainShape(of));
      return [name, mul(of, div(reshape(gain, lengths.shape), lengths))];
    }),
  );

export const weightNormKind: LayerKind = {
  kind: 'weightNorm',
  decode: (_config, named, parts) => {
    const body = partIn(parts, 'body');
    return isLeft(body) ? body : right(weightNorm(body.right, named));
  },
};
