import {
  ArgumentError,
  add,
  arange,
  bernoulli,
  clip,
  div,
  exp,
  floor,
  foldIn,
  greaterEqual,
  less,
  maximum,
  minimum,
  mul,
  reshape,
  sqrt,
  sub,
  type Tensor,
  uniform,
  where,
} from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import type { Augmentation } from './augmentation.ts';
import { requireImages } from './sample-images.ts';
import { dtypeOf } from './settings.ts';

export interface RandomErasingOptions {
  /** The probability that a rectangle of an image is erased; 0.5 by default. */
  readonly probability?: number;
  /** The smallest and the largest share of the image to erase; 0.02 to 0.33 by default. */
  readonly area?: readonly [least: number, largest: number];
  /** The smallest and the largest ratio of height to width; 0.3 to 3.3 by default. */
  readonly aspect?: readonly [least: number, largest: number];
  /** The value of erased pixels; 0 by default. */
  readonly value?: number;
}

/**
 * Random erasing: in each image `[h, w, c]` of a batch a rectangle at a random place becomes one value,
 * with the given probability. Its share S of the image is uniform on `area`, its ratio r of height to
 * width log-uniform on `aspect`; height `√(S·h·w·r)`, width `√(S·h·w/r)`.
 *
 * Rectangles that do not fit are made as long as the image and keep their area; the paper draws
 * again instead. Sides are whole pixels from 1, so that the area is off by at most half a row or column.
 *
 * Source: Zhong et al., *Random erasing data augmentation* (AAAI 2020). The log makes r and 1/r equally
 * likely, as in torchvision.
 *
 * @throws ArgumentError if the probability is outside [0, 1] or a range is not valid.
 * @example
 * ```ts
 * import { randomErasing } from '@puregrad/regularizers';
 * import { key, ones } from '@puregrad/tensors';
 * const erase = randomErasing({ probability: 1, area: [0.25, 0.25], aspect: [1, 1] });
 * erase(key(1), ones([1, 4, 4, 1])).data.filter((pixel) => pixel === 0).length; // => 4
 * ```
 */
export const randomErasing = (options: RandomErasingOptions = {}): Augmentation => {
  const {
    probability = 0.5,
    area = [0.02, 0.33],
    aspect = [0.3, 3.3],
    value = 0,
  } = checkOptions('randomErasing', options, {
    probability: 'number?',
    area: 'number[]?',
    aspect: 'number[]?',
    value: 'number?',
  });
  requireNumber('randomErasing', { probability }, '[0, 1]');
  requireInterval('area', area, 1);
  requireInterval('aspect', aspect, Number.MAX_VALUE);
  return (key, images) => {
    const [count, height, width] = requireImages(images);
    if (images.size === 0) return images;
    const dtype = dtypeOf(images);
    const draw = (i: number, min: number, max: number): Tensor =>
      reshape(uniform(foldIn(key, i), [count], { min, max, dtype }), [count, 1, 1, 1]);

    const pixels = mul(draw(0, ...area), height * width);
    const drawn = exp(draw(1, Math.log(aspect[0]), Math.log(aspect[1])));
    // At most as long as the image: the other side then fits.
    const ratio = minimum(maximum(drawn, div(pixels, width ** 2)), div(height ** 2, pixels));
    const tall = whole(sqrt(mul(pixels, ratio)), height);
    const columns = whole(div(pixels, tall), width);
    // If a part of a column was rounded up to a pixel, the rows are shortened.
    const rows = where(less(div(pixels, tall), 0.5), whole(pixels, height), tall);

    const inside = (axis: Tensor, length: number, side: Tensor, i: number): Tensor => {
      const first = floor(mul(draw(i, 0, 1), add(sub(length, side), 1)));
      return mul(greaterEqual(axis, first), less(axis, add(first, side)));
    };
    const y = reshape(arange(height, { dtype }), [1, height, 1, 1]);
    const x = reshape(arange(width, { dtype }), [1, 1, width, 1]);
    const chosen = reshape(bernoulli(foldIn(key, 4), probability, [count]), [count, 1, 1, 1]);
    const erased = mul(chosen, mul(inside(y, height, rows, 2), inside(x, width, columns, 3)));
    return where(erased, value, images);
  };
};

/** The nearest number of pixels, from 1 to the image's. */
const whole = (side: Tensor, length: number): Tensor =>
  clip(floor(add(side, 0.5)), { min: 1, max: length });

const requireInterval = (
  field: string,
  [least, largest]: readonly [number, number],
  limit: number,
): void => {
  if (!(least > 0 && least <= largest && largest <= limit))
    throw new ArgumentError(
      `randomErasing: ${field} goes from above 0 to ${limit === 1 ? 'at most 1' : 'a finite number'}, got ${least} to ${largest}`,
    );
};
