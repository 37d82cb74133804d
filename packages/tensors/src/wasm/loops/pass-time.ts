import { type Shape, sizeOf } from '../../shape.ts';
import { isCostly } from '../../traits.ts';
import type { FusedOperation, View } from '../steps.ts';

/** The estimated time of a pass on one thread, in nanoseconds: measured on one machine, right within a factor of three. */
export const passTime = (
  shape: Shape,
  operations: readonly FusedOperation[],
  views: readonly View[],
): number => {
  const slow = operations.filter(({ node }) => isCostly(node.primitive)).length;
  const jumps = views.filter(({ strides }) => ![0, 1].includes(strides.at(-1) ?? 0)).length;
  return sizeOf(shape) * (0.1 * (operations.length + views.length) + 3 * slow + jumps);
};
