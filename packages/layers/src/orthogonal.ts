import { normal, ShapeError, showShape, tensor } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import type { Initializer } from './initializers.ts';

export interface OrthogonalOptions {
  /** The factor of the orthonormal vectors; 1 by default. √2 keeps the variance through ReLU. */
  readonly gain?: number;
}

/**
 * Orthonormal weights `[fanIn, fanOut]`, times a gain: `WᵀW = gain²·I` if there are at least as
 * many rows as columns, else `WWᵀ = gain²·I`. Axes before the last count as one.
 * All such matrices are equally likely (Haar measure). Orthonormal to 1e-14 in float64, to 1e-6 in
 * float32.
 *
 * The numbers are computed on the host: draw parameters outside `compile`.
 *
 * Source: Saxe et al., *Exact solutions to the nonlinear dynamics of learning in deep linear neural
 * networks* (ICLR 2014). PyTorch and Keras use other samples of the same distribution.
 *
 * @throws ArgumentError if the gain is not above 0; the initializer throws a ShapeError for
 * shapes of fewer than two axes, such as a bias's.
 * @example
 * ```ts
 * import { orthogonal } from '@puregrad/layers';
 * import { key, matmul } from '@puregrad/tensors';
 * const w = orthogonal()(key(1), [3, 2], 'float64');
 * const gram = matmul(w, w, { transposeA: true });
 * Array.from(gram.data, (v) => Math.round(v) + 0); // => [1, 0, 0, 1]
 * ```
 */
export const orthogonal = (options: OrthogonalOptions = {}): Initializer => {
  const { gain = 1 } = checkOptions('orthogonal', options, { gain: 'number?' });
  requireNumber('orthogonal', { gain }, '(0, ∞)');
  return (key, shape, dtype) => {
    const columns = shape.at(-1);
    if (shape.length < 2 || columns === undefined)
      throw new ShapeError(
        `orthogonal: weights have shape [fanIn, fanOut], got ${showShape(shape)}; give biases another initializer`,
      );
    const rows = shape.slice(0, -1).reduce((product, length) => product * length, 1);
    const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
    const drawn = normal(key, [count, length], { dtype: 'float64' }).data;
    const vectors = orthonormal(Float64Array.from(drawn), count, length);
    const weights = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        weights[i * columns + j] =
          gain * vectors[rows < columns ? i * length + j : j * length + i]!;
    return tensor(weights, { shape, dtype });
  };
};

/**
 * Gram and Schmidt's vectors of as many rows. Their R has a positive diagonal, without which a QR
 * decomposition of normal numbers would not be uniformly distributed (Mezzadri, 2007).
 */
const orthonormal = (rows: Float64Array, count: number, length: number): Float64Array => {
  const result = rows.slice();
  const row = (i: number): Float64Array => result.subarray(i * length, (i + 1) * length);
  for (let i = 0; i < count; i++) {
    const vector = row(i);
    // Twice is enough (Kahan, Parlett): once leaves what cancellation lost.
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) {
        const done = row(j);
        const along = dot(vector, done);
        for (let k = 0; k < length; k++) vector[k]! -= along * done[k]!;
      }
    const size = Math.sqrt(dot(vector, vector));
    for (let k = 0; k < length; k++) vector[k]! /= size;
  }
  return result;
};

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
};
