import { add, foldIn, type Key, stack, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { isLeft, right } from 'fp-ts/lib/Either.js';
import { booleanIn, type LayerKind, numberIn } from '../decoding.ts';
import { constant, glorotUniform, type Initializer } from '../initializers.ts';
import { variable } from '../layer.ts';
import { layer } from '../network.ts';
import type { Shape } from '../shape.ts';
import { stackedProduct } from '../stacked-product.ts';
import { type MemberStage, requireMembers } from './member-shape.ts';

export interface MemberDenseOptions {
  /** Draws the kernel `[in, out]` of each member; Glorot uniform by default. */
  readonly kernelInit?: Initializer;
  /** Draws the bias `[out]` of each member; zeros by default. */
  readonly biasInit?: Initializer;
  /** False for a layer without biases; true by default. */
  readonly useBias?: boolean;
  /** Its name among the parameters; `memberDense1`, … by default. */
  readonly name?: string;
}

/**
 * A fully connected layer for each member: `y[:, m] = x[:, m] · kernel[m] + bias[m]`, from `[batch, k, in]` to
 * `[batch, k, units]`. The parameters of all members are stacked, kernel `[k, in, units]` and bias `[k, units]`, and
 * run as one batched product.
 *
 * @param units The number of features that each member gets.
 * @throws ArgumentError if the number of units is not an integer from 1; ShapeError if the network before it does not
 * give `[members, width]`.
 * @example
 * ```ts
 * import { input, memberDense, members, summary } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const network = pipe(input(4), members(5), memberDense(3));
 * network.output; // => [5, 3]
 * summary(network).parameters; // => 75
 * ```
 */
export const memberDense = <const Units extends number>(
  units: Units,
  options: MemberDenseOptions = {},
): MemberStage<Units> => {
  checkOptions('memberDense', { units }, { units: 'number' });
  const {
    kernelInit = glorotUniform,
    biasInit = constant(0),
    useBias = true,
    name,
  } = checkOptions('memberDense', options, {
    kernelInit: 'function?',
    biasInit: 'function?',
    useBias: 'boolean?',
    name: 'string?',
  });
  return layer((shape: Shape) => {
    const [k, width] = requireMembers('memberDense', shape);
    return {
      kind: 'memberDense',
      ...(name === undefined ? {} : { name }),
      output: [k, units] as const,
      size: k * width * units,
      config: { units, useBias },
      init: (key, dtype) => {
        const drawn = (init: Initializer, key: Key, one: readonly number[]): Tensor =>
          stack(Array.from({ length: k }, (_, member) => init(foldIn(key, member), one, dtype)));
        const kernel = drawn(kernelInit, foldIn(key, 0), [width, units]);
        const bias = useBias ? { bias: drawn(biasInit, foldIn(key, 1), [units]) } : {};
        return { params: { kernel, ...bias }, state: {} };
      },
      apply: ({ params, state }, x) => {
        const product = stackedProduct(x as Tensor, variable(params, 'kernel', [k, width, units]));
        return [useBias ? add(product, variable(params, 'bias', [k, units])) : product, state];
      },
    };
  }) as never;
};

export const memberDenseKind: LayerKind = {
  kind: 'memberDense',
  decode: (config, named) => {
    const units = numberIn(config, 'units');
    const useBias = booleanIn(config, 'useBias');
    if (isLeft(units)) return units;
    if (isLeft(useBias)) return useBias;
    return right(memberDense(units.right, { useBias: useBias.right, ...named }) as never);
  },
};
