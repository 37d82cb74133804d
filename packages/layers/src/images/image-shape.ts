import { ShapeError, type Tensor, zeros } from '@puregrad/tensors';
import { describeShape, isAxes, type Shape } from '../shape.ts';

/** The shape of an image: its height and width in pixels, and its number of channels. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** The shape of the images that a layer takes. */
export const requireImage = (kind: string, shape: Shape): ImageShape => {
  if (isAxes(shape) && typeof shape !== 'number' && shape.length === 3)
    return shape as readonly number[] as ImageShape;
  throw new ShapeError(
    `${kind}: takes images of shape [height, width, channels], the network before it gives ${describeShape(shape)}; put reshapeTo([height, width, channels]) before it`,
  );
};

/** The shape of the images that an operation gives: it runs on a batch of none, which costs nothing. */
export const shapeAfter = (operation: (x: Tensor) => Tensor, image: ImageShape): ImageShape =>
  operation(zeros([0, ...image])).shape.slice(1) as readonly number[] as ImageShape;
