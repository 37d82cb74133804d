import {
  ArgumentError,
  cos,
  div,
  isTensor,
  mul,
  neg,
  reverse,
  sin,
  type Tensor,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type PerImage, sampleAffine } from './sample-affine.ts';

const negated = (value: PerImage): PerImage => (isTensor(value) ? neg(value) : -value);

/**
 * Shifts images by `dy` pixels down and `dx` to the right, filling with zeros. Each is a number for all images or a
 * tensor `[n]`.
 *
 * @example
 * ```ts
 * import { shiftImages } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * shiftImages(tensor([[[[1], [2]]]]), { dx: 1 }).toArray(); // => [[[[0], [1]]]]
 * ```
 */
export const shiftImages = (
  images: Tensor,
  options: { readonly dy?: PerImage; readonly dx?: PerImage },
): Tensor => {
  checkOptions('shiftImages', { images }, { images: 'tensor' });
  const { dy = 0, dx = 0 } = checkOptions('shiftImages', options, {
    dy: 'number|tensor?',
    dx: 'number|tensor?',
  });
  return sampleAffine(images, { v0: negated(dy), u0: negated(dx) });
};

/**
 * Rotates images counter-clockwise about their centre, as seen with y downwards; 90 degrees is `rot90`.
 *
 * @example
 * ```ts
 * import { rotateImages } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * rotateImages(tensor([[[[1], [2]], [[3], [4]]]]), { degrees: 0 }).toArray();
 * // => [[[[1], [2]], [[3], [4]]]]
 * ```
 */
export const rotateImages = (images: Tensor, options: { readonly degrees: PerImage }): Tensor => {
  checkOptions('rotateImages', { images }, { images: 'tensor' });
  const { degrees } = checkOptions('rotateImages', options, { degrees: 'number|tensor' });
  const angle = isTensor(degrees) ? mul(degrees, Math.PI / 180) : (degrees * Math.PI) / 180;
  const [c, s] = isTensor(angle) ? [cos(angle), sin(angle)] : [Math.cos(angle), Math.sin(angle)];
  return sampleAffine(images, { yToV: c, xToV: s, yToU: negated(s), xToU: c });
};

/**
 * Enlarges images about their centre by a factor above 1, or shrinks them by one below.
 *
 * @example
 * ```ts
 * import { zoomImages } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * zoomImages(tensor([[[[1], [2]]]]), { factor: 1 }).toArray(); // => [[[[1], [2]]]]
 * ```
 */
export const zoomImages = (images: Tensor, options: { readonly factor: PerImage }): Tensor => {
  checkOptions('zoomImages', { images }, { images: 'tensor' });
  const { factor } = checkOptions('zoomImages', options, { factor: 'number|tensor' });
  if (!isTensor(factor) && !(factor > 0))
    throw new ArgumentError(`zoomImages: the factor must be above 0, got ${factor}`);
  const scale = isTensor(factor) ? div(1, factor) : 1 / factor;
  return sampleAffine(images, { yToV: scale, xToU: scale });
};

/**
 * Shears images: each row moves by `slope` times its distance below the centre.
 *
 * @example
 * ```ts
 * import { shearImages } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * shearImages(tensor([[[[1], [2]]]]), { slope: 0 }).toArray(); // => [[[[1], [2]]]]
 * ```
 */
export const shearImages = (images: Tensor, options: { readonly slope: PerImage }): Tensor => {
  checkOptions('shearImages', { images }, { images: 'tensor' });
  const { slope } = checkOptions('shearImages', options, { slope: 'number|tensor' });
  return sampleAffine(images, { yToU: negated(slope) });
};

/**
 * Mirrors images left to right.
 *
 * @example
 * ```ts
 * import { flipHorizontal } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * flipHorizontal(tensor([[[[1], [2]]]])).toArray(); // => [[[[2], [1]]]]
 * ```
 */
export const flipHorizontal = (images: Tensor): Tensor => {
  checkOptions('flipHorizontal', { images }, { images: 'tensor' });
  return reverse(images, 2);
};
