import { ArgumentError, DTypeError, normal, type Tensor, take } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { kindOfNumbers, type LayerKind } from '../decoding.ts';
import type { Initializer } from '../initializers.ts';
import { variable } from '../layer.ts';
import { layer, type Stage } from '../network.ts';
import { requireRows, requireShape, requireWidth } from '../shape.ts';

export interface EmbeddingOptions {
  /** Draws the table `[vocabulary, width]`; from the standard normal distribution by default. */
  readonly tableInit?: Initializer;
  /** Its name among the parameters; `embedding1`, … by default. */
  readonly name?: string;
}

const standardNormal: Initializer = (key, shape, dtype) => normal(key, shape, { dtype });

/**
 * A learned vector for each category, or word: `y[i, j] = table[x[i, j]]`. It takes int32 indices `[batch, n]` from 0
 * to vocabulary - 1, and gives `[batch, n, width]`; `flatten` makes one vector of the n vectors. All columns share one
 * table. For categories with vocabularies of their own, use an embedding for each within `parallel`.
 *
 * @param vocabulary The number of vectors.
 * @param width The number of features of each vector.
 * @throws ArgumentError if the vocabulary or the width is not an integer from 1, or for an index outside the vocabulary:
 * the error names its row and column. In a compiled function, the error is that of `take`, which names them if the
 * indices are an input of the function. A program of `gpuEngine` cannot throw; it gives NaN for such an index.
 * DTypeError if the indices are not int32.
 * @example
 * ```ts
 * import { apply, dense, embedding, flatten, initialize, input } from '@puregrad/layers';
 * import { key, pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), embedding(1000, 16), flatten(), dense(1));
 * const { params, state } = initialize(network, key(1));
 * const words = tensor([[7, 42], [999, 0]], { dtype: 'int32' });
 * apply(network)(params, state, words)[0].shape; // => [2, 1]
 * ```
 */
export const embedding = <const Width extends number>(
  vocabulary: number,
  width: Width,
  options: EmbeddingOptions = {},
): Stage<number, readonly [number, Width]> => {
  checkOptions('embedding', { vocabulary, width }, { vocabulary: 'number', width: 'number' });
  requireShape('embedding', [vocabulary, width]);
  const { tableInit = standardNormal, name } = checkOptions('embedding', options, {
    tableInit: 'function?',
    name: 'string?',
  });
  return layer((shape: number) => ({
    kind: 'embedding',
    ...(name === undefined ? {} : { name }),
    output: [requireWidth('embedding', shape), width] as const,
    size: vocabulary * width,
    config: { vocabulary, width },
    init: (key, dtype) => ({
      params: { table: tableInit(key, [vocabulary, width], dtype) },
      state: {},
    }),
    apply: ({ params, state }, x) => [
      rowsOf(variable(params, 'table', [vocabulary, width]), requireRows('embedding', x)),
      state,
    ],
  }));
};

/** The rows of the table at the indices. */
const rowsOf = (table: Tensor, indices: Tensor): Tensor => {
  if (indices.dtype !== 'int32')
    throw new DTypeError(
      `embedding: indices must be int32, got ${indices.dtype}; use cast(x, 'int32')`,
    );
  try {
    return take(table, indices);
  } catch (error) {
    // Indices that can be read are checked at once; compiled programs check them when they run.
    throw error instanceof ArgumentError ? whereOutside(indices, table.shape[0]!, error) : error;
  }
};

/** The error for the first index outside the vocabulary. */
const whereOutside = (indices: Tensor, vocabulary: number, cause: ArgumentError): ArgumentError => {
  const { data } = indices;
  const columns = indices.shape.at(-1)!;
  const at = data.findIndex((index) => index < 0 || index >= vocabulary);
  return new ArgumentError(
    `embedding: index ${data[at]} in row ${Math.floor(at / columns)}, column ${at % columns} is outside the vocabulary of ${vocabulary}; indices are from 0 to ${vocabulary - 1}`,
    { cause },
  );
};

export const embeddingKind: LayerKind = kindOfNumbers(
  'embedding',
  ['vocabulary', 'width'],
  ({ vocabulary, width, ...named }) => embedding(vocabulary, width, named),
);
