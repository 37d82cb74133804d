import {
  add,
  arange,
  cast,
  clip,
  equal,
  expandDims,
  type FloatDType,
  floor,
  isTensor,
  mul,
  type Operand,
  reshape,
  ShapeError,
  showShape,
  sub,
  type Tensor,
  take,
} from '@puregrad/tensors';

/** A number for all images, or a tensor `[n]` with one for each. */
export type PerImage = number | Tensor;

/**
 * Where each pixel of the result is taken from, about the centre of the image: pixel (y, x) samples
 * `v = yToV·y + xToV·x + v0`, `u = yToU·y + xToU·x + u0`, all counted from the centre, y and v
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

const requireImages = (images: Tensor): readonly [number, number, number, number] => {
  if (images.rank !== 4)
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
  // Two pixels beyond the border all is zero: far coordinates may come nearer, and fit an int32.
  const near = clip(coordinate, { min: -2, max: length + 1 });
  const low = floor(near);
  const share = sub(near, low);
  return [neighbour(low, sub(1, share), length), neighbour(add(low, 1), share, length)] as const;
};

/**
 * Bilinear samples of images `[n, h, w, c]`: one gather for a whole batch, differentiable in the
 * images. Neighbours outside an image count as zero, so that it fades out over one pixel.
 *
 * @throws ShapeError where the images have another rank.
 */
export const sampleAffine = (
  images: Tensor,
  { yToV = 1, xToV = 0, yToU = 0, xToU = 1, v0 = 0, u0 = 0 }: AffineSampling,
): Tensor => {
  const [count, height, width, channels] = requireImages(images);
  const dtype = images.dtype as FloatDType;
  const [cy, cx] = [(height - 1) / 2, (width - 1) / 2];
  const y = reshape(sub(arange(height, { dtype }), cy), [1, height, 1]);
  const x = reshape(sub(arange(width, { dtype }), cx), [1, 1, width]);
  const from = (byY: PerImage, byX: PerImage, offset: PerImage, centre: number): Tensor =>
    add(add(add(mul(y, perImage(byY)), mul(x, perImage(byX))), perImage(offset)), centre);
  const rows = neighbours(from(yToV, xToV, v0, cy), height);
  const columns = neighbours(from(yToU, xToU, u0, cx), width);

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
