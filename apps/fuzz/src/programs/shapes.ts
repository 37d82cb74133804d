import { type Shape, sizeOf } from '@puregrad/tensors';
import type { Scope } from './scope.ts';

/** A random shape with the same number of elements. */
export const reshaped = ({ choose }: Scope, shape: Shape): Shape => {
  const size = sizeOf(shape);
  if (choose(4) === 0) return [size];
  const lengths: number[] = [];
  let rest = size;
  for (const factor of [2, 3, 5, 7, 13])
    if (rest > 0 && rest % factor === 0 && choose(2) === 1) {
      lengths.push(factor);
      rest /= factor;
    }
  lengths.splice(choose(lengths.length + 1), 0, rest);
  if (choose(3) === 1) lengths.splice(choose(lengths.length + 1), 0, 1);
  return lengths;
};

/** Whether a tensor of the first shape can be broadcast to the second. */
export const broadcastsTo = (from: Shape, to: Shape): boolean =>
  from.length <= to.length &&
  from.every((length, axis) => {
    const wanted = to[to.length - from.length + axis];
    return length === wanted || length === 1;
  });

/** A random permutation of the axes. */
export const shuffled = ({ choose }: Scope, rank: number): readonly number[] => {
  const left = Array.from({ length: rank }, (_, axis) => axis);
  return Array.from(
    { length: rank },
    () => left.splice(left.length - 1 - choose(left.length), 1)[0]!,
  );
};
