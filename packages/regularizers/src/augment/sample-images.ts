import {
  add,
  arange,
  cast,
  clip,
  equal,
  expandDims,
  floor,
  mul,
  reshape,
  ShapeError,
  showShape,
  sub,
  type Tensor,
  take,
} from '@puregrad/tensors';
import { checkOptions, requireTensor } from '@puregrad/tensors/interpreters';

/** The points to sample, in pixels from the centre of the first pixel, downwards and to the right. */
export interface SamplePoints {
  /** A shape that broadcasts with `x` to `[n, height, width]`. */
  readonly y: Tensor;
  readonly x: Tensor;
}

/** The lengths of `[n, height, width, channels]`. */
export const requireImages = (images: Tensor): readonly [number, number, number, number] => {
  if (requireTensor('images', images).rank !== 4)
    throw new ShapeError(
      `images have shape [n, height, width, channels], got ${showShape(images.shape)}; for flat ones use onFlat`,
    );
  return images.shape as readonly [number, number, number, number];
};

/** One of two neighbours along an axis: its index, and its weight, 0 where it lies outside. */
const neighbour = (
  at: Tensor,
  share: Tensor,
  length: number,
): { readonly index: Tensor; readonly weight: Tensor } => {
  const wanted = cast(at, 'int32');
  const index = clip(wanted, { min: 0, max: length - 1 });
  return { index, weight: mul(cast(equal(wanted, index), share.dtype), share) };
};

const neighbours = (coordinate: Tensor, length: number) => {
  // Two pixels beyond the border, everything is zero: far coordinates are limited, so that they fit an int32.
  const near = clip(coordinate, { min: -2, max: length + 1 });
  const low = floor(near);
  const share = sub(near, low);
  return [neighbour(low, sub(1, share), length), neighbour(add(low, 1), share, length)] as const;
};

/**
 * Bilinear samples of images `[n, h, w, c]`: one gather for a whole batch, differentiable in the
 * images. Neighbours outside an image count as zero, so that it fades out over one pixel.
 *
 * @throws ShapeError if the images have another rank.
 * @example
 * ```ts
 * import { sampleImages } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * const row = tensor([2, 4, 8], { shape: [1, 1, 3, 1] });
 * const [y, x] = [tensor([[[0]]]), tensor([[[0.5, 2]]])];
 * sampleImages(row, { y, x }).toArray(); // => [[[[3], [8]]]]
 * ```
 */
export const sampleImages = (images: Tensor, options: SamplePoints): Tensor => {
  checkOptions('sampleImages', { images }, { images: 'tensor' });
  const { y, x } = checkOptions('sampleImages', options, { y: 'tensor', x: 'tensor' });
  const [count, height, width, channels] = requireImages(images);
  const rows = neighbours(y, height);
  const columns = neighbours(x, width);
  const pixels = reshape(images, [count * height * width, channels]);
  const image = reshape(mul(arange(count, { dtype: 'int32' }), height * width), [count, 1, 1]);
  const terms = rows.flatMap((row) =>
    columns.map((column) => {
      const place = add(image, add(mul(row.index, width), column.index));
      const weight = expandDims(mul(row.weight, column.weight), -1);
      return mul(take(pixels, place), weight);
    }),
  );
  return terms.reduce((sum, term) => add(sum, term));
};
