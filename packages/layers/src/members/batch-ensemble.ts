import { add, foldIn, matmul, mul, reshape, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { isLeft, right } from 'fp-ts/lib/Either.js';
import { booleanIn, type LayerKind, numberIn } from '../decoding.ts';
import { constant, glorotUniform, type Initializer } from '../initializers.ts';
import { variable } from '../layer.ts';
import { layer } from '../network.ts';
import type { Shape } from '../shape.ts';
import { type MemberStage, requireMembers } from './member-shape.ts';
import { randomSigns } from './random-signs.ts';

export interface BatchEnsembleOptions {
  /** Draws the kernel `[in, out]` that all members share; Glorot uniform by default. */
  readonly kernelInit?: Initializer;
  /** Draws the factors of the inputs `[k, in]`; random signs by default. TabM draws ones after the first layer. */
  readonly rInit?: Initializer;
  /** Draws the factors of the outputs `[k, out]`; ones by default. */
  readonly sInit?: Initializer;
  /** Draws the biases `[k, out]`; zeros by default. */
  readonly biasInit?: Initializer;
  /** False for a layer without biases; true by default. */
  readonly useBias?: boolean;
  /** Its name among the parameters; `batchEnsemble1`, … by default. */
  readonly name?: string;
}

/**
 * A fully connected layer whose kernel all members share. Each member has factors of its own for its inputs and its
 * outputs: `y[:, m] = ((x[:, m] · r[m]) · kernel) · s[m] + bias[m]`, from `[batch, k, in]` to `[batch, k, units]`. Its
 * variables are `r [k, in]`, `kernel [in, units]`, `s [k, units]` and `bias [k, units]`.
 *
 * Source: Wen, Tran and Ba, *BatchEnsemble* (ICLR 2020).
 *
 * @param units The number of features that each member gets.
 * @throws ArgumentError if the number of units is not an integer from 1; ShapeError if the network before it does not
 * give `[members, width]`.
 * @example
 * ```ts
 * import { batchEnsemble, input, members, summary } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const network = pipe(input(4), members(5), batchEnsemble(3));
 * summary(network).parameters; // => 62
 * ```
 */
export const batchEnsemble = <const Units extends number>(
  units: Units,
  options: BatchEnsembleOptions = {},
): MemberStage<Units> => {
  checkOptions('batchEnsemble', { units }, { units: 'number' });
  const {
    kernelInit = glorotUniform,
    rInit = randomSigns,
    sInit = constant(1),
    biasInit = constant(0),
    useBias = true,
    name,
  } = checkOptions('batchEnsemble', options, {
    kernelInit: 'function?',
    rInit: 'function?',
    sInit: 'function?',
    biasInit: 'function?',
    useBias: 'boolean?',
    name: 'string?',
  });
  return layer((shape: Shape) => {
    const [k, width] = requireMembers('batchEnsemble', shape);
    return {
      kind: 'batchEnsemble',
      ...(name === undefined ? {} : { name }),
      output: [k, units] as const,
      size: width * units + k * (width + units),
      config: { units, useBias },
      init: (key, dtype) => ({
        params: {
          r: rInit(foldIn(key, 0), [k, width], dtype),
          kernel: kernelInit(foldIn(key, 1), [width, units], dtype),
          s: sInit(foldIn(key, 2), [k, units], dtype),
          ...(useBias ? { bias: biasInit(foldIn(key, 3), [k, units], dtype) } : {}),
        },
        state: {},
      }),
      apply: ({ params, state }, x) => {
        const scaled = mul(x as Tensor, variable(params, 'r', [k, width]));
        const [examples = 0] = scaled.shape;
        // All members of all examples are the rows of one product.
        const product = matmul(
          reshape(scaled, [examples * k, width]),
          variable(params, 'kernel', [width, units]),
        );
        const y = mul(reshape(product, [examples, k, units]), variable(params, 's', [k, units]));
        return [useBias ? add(y, variable(params, 'bias', [k, units])) : y, state];
      },
    };
  }) as never;
};

export const batchEnsembleKind: LayerKind = {
  kind: 'batchEnsemble',
  decode: (config, named) => {
    const units = numberIn(config, 'units');
    const useBias = booleanIn(config, 'useBias');
    if (isLeft(units)) return units;
    if (isLeft(useBias)) return useBias;
    return right(batchEnsemble(units.right, { useBias: useBias.right, ...named }) as never);
  },
};
