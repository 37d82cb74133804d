import {
  add,
  arange,
  type FloatDType,
  foldIn,
  type Key,
  matmul,
  mul,
  reshape,
  type Tensor,
  tensor,
  uniform,
} from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import type { Augmentation } from './augmentation.ts';
import { requireImages, sampleImages } from './sample-images.ts';
import { dtypeOf } from './settings.ts';

export interface ElasticDistortionOptions {
  /** α, the factor of the smoothed displacements, in pixels; 0 changes nothing. */
  readonly alpha: number;
  /** The standard deviation of the smoothing Gaussian, in pixels, above 0. A small one is rough. */
  readonly sigma: number;
}

/**
 * Elastic distortion: pixel (y, x) is sampled at `(y + α·(G∗u)(y, x), x + α·(G∗v)(y, x))`, bilinearly,
 * with zeros outside; u and v are uniform on [-1, 1) for each pixel and image, G is a Gaussian of
 * deviation `sigma`. At the borders, G is cut off and scaled to the sum 1, so that displacements do not
 * vanish there. Images `[n, h, w, c]`.
 *
 * For MNIST alpha 34 to 38 and sigma 4 to 6 are usual: with sigma 4, a typical displacement is then
 * 1.4 to 1.5 pixels, `alpha / (sigma · √(12π))`.
 *
 * Source: Simard, Steinkraus & Platt, *Best practices for convolutional neural networks* (ICDAR 2003).
 * Fields are not normalised to norm 1, which the paper does for large sigma only.
 *
 * @throws ArgumentError if alpha is below 0 or sigma is not above 0.
 * @example
 * ```ts
 * import { elasticDistortion } from '@puregrad/regularizers';
 * import { key, ones } from '@puregrad/tensors';
 * elasticDistortion({ alpha: 34, sigma: 4 })(key(1), ones([8, 28, 28, 1])).shape; // => [8, 28, 28, 1]
 * ```
 */
export const elasticDistortion = (options: ElasticDistortionOptions): Augmentation => {
  const { alpha, sigma } = checkOptions('elasticDistortion', options, {
    alpha: 'number',
    sigma: 'number',
  });
  requireNumber('elasticDistortion', { alpha }, '[0, ∞)');
  requireNumber('elasticDistortion', { sigma }, '(0, ∞)');
  return (key, images) => {
    const [, height, width] = requireImages(images);
    if (alpha === 0) return images;
    const dtype = dtypeOf(images);
    const [dy, dx] = [0, 1].map((i) =>
      mul(displacementField(foldIn(key, i), images.shape, sigma, dtype), alpha),
    ) as [Tensor, Tensor];
    return sampleImages(images, {
      y: add(reshape(arange(height, { dtype }), [1, height, 1]), dy),
      x: add(reshape(arange(width, { dtype }), [1, 1, width]), dx),
    });
  };
};

/** Smooth noise `[n, h, w]` of one coordinate. */
export const displacementField = (
  key: Key,
  [count, height, width]: readonly number[],
  sigma: number,
  dtype: FloatDType,
): Tensor => {
  const rough = uniform(key, [count!, height!, width!], { min: -1, max: 1, dtype });
  const across = matmul(rough, smoothing(width!, sigma, dtype), { transposeB: true });
  return matmul(smoothing(height!, sigma, dtype), across);
};

/** The Gaussian as a matrix `[length, length]` whose rows have sum 1. */
const smoothing = (length: number, sigma: number, dtype: FloatDType): Tensor => {
  const rows = Array.from({ length }, (_, i) => {
    const row = Array.from({ length }, (_, j) => Math.exp(-(((i - j) / sigma) ** 2) / 2));
    const total = row.reduce((sum, weight) => sum + weight, 0);
    return row.map((weight) => weight / total);
  });
  return tensor(rows, { dtype, shape: [length, length] });
};
