import { adopt, type Shape, ShapeError, sizeOf, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';

/** Images as bytes, of shape `[count, height, width]`, or any other shape that starts with the count. */
export interface Pixels {
  readonly shape: Shape;
  readonly values: Uint8Array;
}

/** Every byte divided by 255, rounded once to float32. */
const levels = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/**
 * Images as rows of a float32 matrix, 0 to 255 scaled to [0, 1]: `[count, height, width]` becomes
 * `[count, height · width]`.
 *
 * @throws ShapeError for a shape without axes, or one that the values do not fill.
 * @example
 * ```ts
 * import { scaleToUnit } from '@puregrad/data';
 * scaleToUnit({ shape: [1, 2, 2], values: Uint8Array.of(0, 255, 51, 0) }).shape; // => [1, 4]
 * ```
 */
export const scaleToUnit = (pixels: Pixels): Tensor => {
  const { shape, values } = checkOptions('scaleToUnit', pixels, {
    shape: 'number[]',
    values: 'typed array',
  });
  const [count, ...rest] = shape;
  if (count === undefined)
    throw new ShapeError('scaleToUnit: a scalar holds no images; expected [count, height, width]');
  const scaled = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) scaled[i] = levels[values[i]!]!;
  return adopt(scaled, [count, sizeOf(rest)]);
};
