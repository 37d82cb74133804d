import { ShapeError } from '@puregrad/tensors';
import type { Network } from '../network.ts';
import { describeShape, isAxes, type Shape } from '../shape.ts';

/** A stage that gives every member another number of features. */
export type MemberStage<Units extends number> = <In extends Shape, K extends number>(
  network: Network<In, readonly [K, number]>,
) => Network<In, readonly [K, Units]>;

/** The number of members and the width of each, of a layer that takes `[members, width]`. */
export const requireMembers = (kind: string, shape: Shape): readonly [number, number] => {
  if (isAxes(shape) && typeof shape !== 'number' && shape.length === 2)
    return shape as readonly [number, number];
  throw new ShapeError(
    `${kind}: takes examples of shape [members, width], the network before it gives ${describeShape(shape)}; put members(k) before it`,
  );
};
