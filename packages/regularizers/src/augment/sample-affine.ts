import {
  add,
  arange,
  type FloatDType,
  isTensor,
  mul,
  type Operand,
  reshape,
  sub,
  type Tensor,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { requireImages, sampleImages } from './sample-images.ts';

/** A number for all images, or a tensor `[n]` with one for each. */
export type PerImage = number | Tensor;

/**
 * The source of each pixel of the result, relative to the centre of the image: pixel (y, x) samples
 * `v = yToV·y + xToV·x + v0`, `u = yToU·y + xToU·x + u0`, all relative to the centre, y and v
 * downwards, x and u to the right.
 */
export interface AffineSampling {
  readonly yToV?: PerImage;
  readonly xToV?: PerImage;
  readonly yToU?: PerImage;
  readonly xToU?: PerImage;
  readonly v0?: PerImage;
  readonly u0?: PerImage;
}

/** So that it meets the pixels of its own image. */
const perImage = (value: PerImage): Operand =>
  isTensor(value) && value.rank === 1 ? reshape(value, [-1, 1, 1]) : value;

/**
 * Bilinear samples of images `[n, h, w, c]` at affinely moved pixels, as `sampleImages` takes them.
 *
 * @throws ShapeError if the images have another rank.
 * @example
 * ```ts
 * import { shiftImages } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * const shifted = shiftImages(tensor([[[[1], [2]]]]), { dx: 1 }); // made of sampleAffine
 * ```
 */
export const sampleAffine = (images: Tensor, options: AffineSampling): Tensor => {
  checkOptions('sampleAffine', { images }, { images: 'tensor' });
  const {
    yToV = 1,
    xToV = 0,
    yToU = 0,
    xToU = 1,
    v0 = 0,
    u0 = 0,
  } = checkOptions('sampleAffine', options, {
    yToV: 'number|tensor?',
    xToV: 'number|tensor?',
    yToU: 'number|tensor?',
    xToU: 'number|tensor?',
    v0: 'number|tensor?',
    u0: 'number|tensor?',
  });
  const [, height, width] = requireImages(images);
  const dtype = images.dtype as FloatDType;
  const [cy, cx] = [(height - 1) / 2, (width - 1) / 2];
  const y = reshape(sub(arange(height, { dtype }), cy), [1, height, 1]);
  const x = reshape(sub(arange(width, { dtype }), cx), [1, 1, width]);
  const from = (byY: PerImage, byX: PerImage, offset: PerImage, centre: number): Tensor =>
    add(add(add(mul(y, perImage(byY)), mul(x, perImage(byX))), perImage(offset)), centre);
  return sampleImages(images, { y: from(yToV, xToV, v0, cy), x: from(yToU, xToU, u0, cx) });
};
