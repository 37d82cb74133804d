import {
  add,
  bernoulli,
  exp,
  foldIn,
  type Key,
  mul,
  normal,
  reshape,
  type Tensor,
  uniform,
  where,
} from '@puregrad/tensors';
import { checkOptions, requireNumber, requireTensor } from '@puregrad/tensors/interpreters';
import type { Monoid } from 'fp-ts/lib/Monoid.js';
import { flipHorizontal, rotateImages, shearImages, shiftImages, zoomImages } from './geometry.ts';
import { requireImages } from './sample-images.ts';
import { dtypeOf } from './settings.ts';

/**
 * Changes a batch of images `[n, h, w, c]` at random, as determined by the key. It is a pure function, compiled with
 * the rest of a training step, and changes each image independently. Labels stay the same.
 */
export type Augmentation = (key: Key, images: Tensor) => Tensor;

/** One random number for each image, uniform on [-range, range]. */
const drawn = (key: Key, images: Tensor, range: number): Tensor =>
  uniform(key, [requireImages(images)[0]], { min: -range, max: range, dtype: dtypeOf(images) });

/**
 * Shifts by up to `dy` pixels up or down and `dx` left or right.
 *
 * @example
 * ```ts
 * import { randomShift } from '@puregrad/regularizers';
 * import { key, ones } from '@puregrad/tensors';
 * randomShift({ dx: 2, dy: 2 })(key(1), ones([2, 4, 4, 1])).shape; // => [2, 4, 4, 1]
 * ```
 */
export const randomShift = (options: {
  readonly dy?: number;
  readonly dx?: number;
}): Augmentation => {
  const { dy = 0, dx = 0 } = checkOptions('randomShift', options, { dy: 'number?', dx: 'number?' });
  requireNumber('randomShift', { dy }, '[0, ∞)');
  requireNumber('randomShift', { dx }, '[0, ∞)');
  return (key, images) =>
    shiftImages(images, {
      dy: drawn(foldIn(key, 0), images, dy),
      dx: drawn(foldIn(key, 1), images, dx),
    });
};

/**
 * Rotates by a random angle in [-degrees, degrees].
 *
 * @example
 * ```ts
 * import { randomRotation } from '@puregrad/regularizers';
 * import { key, ones } from '@puregrad/tensors';
 * randomRotation({ degrees: 10 })(key(1), ones([2, 4, 4, 1])).shape; // => [2, 4, 4, 1]
 * ```
 */
export const randomRotation = (options: { readonly degrees: number }): Augmentation => {
  const { degrees } = checkOptions('randomRotation', options, { degrees: 'number' });
  requireNumber('randomRotation', { degrees }, '[0, ∞)');
  return (key, images) => rotateImages(images, { degrees: drawn(key, images, degrees) });
};

/**
 * Enlarges or shrinks by a factor between `1 / factor` and `factor`, log-uniformly.
 *
 * @example
 * ```ts
 * import { randomZoom } from '@puregrad/regularizers';
 * import { key, ones } from '@puregrad/tensors';
 * randomZoom({ factor: 1.1 })(key(1), ones([2, 4, 4, 1])).shape; // => [2, 4, 4, 1]
 * ```
 */
export const randomZoom = (options: { readonly factor: number }): Augmentation => {
  const { factor } = checkOptions('randomZoom', options, { factor: 'number' });
  requireNumber('randomZoom', { 'the largest factor': factor }, '[1, ∞)');
  return (key, images) => zoomImages(images, { factor: exp(drawn(key, images, Math.log(factor))) });
};

/**
 * Shears by a random slope in [-slope, slope].
 *
 * @example
 * ```ts
 * import { randomShear } from '@puregrad/regularizers';
 * import { key, ones } from '@puregrad/tensors';
 * randomShear({ slope: 0.1 })(key(1), ones([2, 4, 4, 1])).shape; // => [2, 4, 4, 1]
 * ```
 */
export const randomShear = (options: { readonly slope: number }): Augmentation => {
  const { slope } = checkOptions('randomShear', options, { slope: 'number' });
  requireNumber('randomShear', { slope }, '[0, ∞)');
  return (key, images) => shearImages(images, { slope: drawn(key, images, slope) });
};

/**
 * Mirrors each image left to right with the given probability, ½ by default.
 *
 * @example
 * ```ts
 * import { randomFlip } from '@puregrad/regularizers';
 * import { key, tensor } from '@puregrad/tensors';
 * randomFlip({ probability: 1 })(key(1), tensor([[[[1], [2]]]])).toArray(); // => [[[[2], [1]]]]
 * ```
 */
export const randomFlip = (options: { readonly probability?: number } = {}): Augmentation => {
  const { probability = 0.5 } = checkOptions('randomFlip', options, { probability: 'number?' });
  return (key, images) => {
    const flipped = bernoulli(key, probability, [requireImages(images)[0]]);
    return where(reshape(flipped, [-1, 1, 1, 1]), flipHorizontal(images), images);
  };
};

/**
 * Adds one random number in [-delta, delta] to all pixels of an image.
 *
 * @example
 * ```ts
 * import { randomBrightness } from '@puregrad/regularizers';
 * import { key, ones } from '@puregrad/tensors';
 * randomBrightness({ delta: 0 })(key(1), ones([1, 1, 2, 1])).toArray(); // => [[[[1], [1]]]]
 * ```
 */
export const randomBrightness = (options: { readonly delta: number }): Augmentation => {
  const { delta } = checkOptions('randomBrightness', options, { delta: 'number' });
  requireNumber('randomBrightness', { delta }, '[0, ∞)');
  return (key, images) => add(images, reshape(drawn(key, images, delta), [-1, 1, 1, 1]));
};

/**
 * Adds normal noise to each pixel.
 *
 * @example
 * ```ts
 * import { gaussianNoise } from '@puregrad/regularizers';
 * import { key, ones } from '@puregrad/tensors';
 * gaussianNoise({ std: 0.1 })(key(1), ones([2, 4, 4, 1])).shape; // => [2, 4, 4, 1]
 * ```
 */
export const gaussianNoise = (options: { readonly std: number }): Augmentation => {
  const { std } = checkOptions('gaussianNoise', options, { std: 'number' });
  requireNumber('gaussianNoise', { std }, '[0, ∞)');
  return (key, images) =>
    add(
      images,
      mul(
        normal(key, requireTensor('gaussianNoise', images).shape, { dtype: dtypeOf(images) }),
        std,
      ),
    );
};

/**
 * Applies augmentations one after the other, each with its own key.
 *
 * @example
 * ```ts
 * import { composeAugmentations, randomRotation, randomShift } from '@puregrad/regularizers';
 * const augment = composeAugmentations(randomShift({ dx: 2, dy: 2 }), randomRotation({ degrees: 10 }));
 * ```
 */
export const composeAugmentations = (...augmentations: readonly Augmentation[]): Augmentation => {
  for (const augmentation of augmentations)
    checkOptions('composeAugmentations', { augmentation }, { augmentation: 'function' });
  return (key, images) =>
    augmentations.reduce(
      (changed, augment, i) =>
        requireTensor('composeAugmentations', augment(foldIn(key, i), changed)),
      images,
    );
};

/**
 * Composition of augmentations. It is associative in distribution; the keys of the parts differ.
 *
 * @example
 * ```ts
 * import { augmentationMonoid, randomFlip, randomShift } from '@puregrad/regularizers';
 * import { key, ones } from '@puregrad/tensors';
 * import { concatAll } from 'fp-ts/lib/Monoid.js';
 * const augment = concatAll(augmentationMonoid)([randomFlip(), randomShift({ dx: 2, dy: 2 })]);
 * augment(key(1), ones([3, 28, 28, 1])).shape; // => [3, 28, 28, 1]
 * ```
 */
export const augmentationMonoid: Monoid<Augmentation> = {
  concat: (first, second) => composeAugmentations(first, second),
  empty: (_, images) => images,
};

/**
 * An augmentation for flat images `[n, height · width · channels]`, such as MNIST's.
 *
 * @example
 * ```ts
 * import { onFlat, randomRotation } from '@puregrad/regularizers';
 * const augment = onFlat({ height: 28, width: 28 }, randomRotation({ degrees: 10 }));
 * ```
 */
export const onFlat = (
  options: { readonly height: number; readonly width: number; readonly channels?: number },
  augmentation: Augmentation,
): Augmentation => {
  checkOptions('onFlat', { augmentation }, { augmentation: 'function' });
  const {
    height,
    width,
    channels = 1,
  } = checkOptions('onFlat', options, { height: 'number', width: 'number', channels: 'number?' });
  return (key, flat) =>
    reshape(
      requireTensor('onFlat', augmentation(key, reshape(flat, [-1, height, width, channels]))),
      flat.shape,
    );
};
