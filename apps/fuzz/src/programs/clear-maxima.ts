import { sizeOf } from '@puregrad/tensors';
import { type Known, MARGIN } from './scope.ts';

/** Whether the maximum of each group along the axes is larger than the rest by more than rounding errors. */
export const hasClearMaxima = (value: Known, axes: readonly number[]): boolean =>
  axes.every((axis) => value.shape[axis] !== 0) &&
  (value.exact ||
    value.calls.every(({ data, shape }) => {
      const groups = new Map<string, number[]>();
      data.forEach((x, offset) => {
        let rest = offset;
        const index = shape.map((_, axis) => {
          const inner = sizeOf(shape.slice(axis + 1));
          const place = Math.floor(rest / inner);
          rest %= inner;
          return axes.includes(axis) ? 0 : place;
        });
        groups.set(index.join(), [...(groups.get(index.join()) ?? []), x]);
      });
      return [...groups.values()].every((group) => {
        const [first, second] = group.sort((a, b) => b - a);
        return second === undefined || first! - second > MARGIN;
      });
    }));
