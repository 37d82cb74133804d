import { ShapeError } from '../errors.ts';
import { dropAxes, showShape } from '../shape.ts';
import type { ShapeRules } from './rule.ts';

export const reduce: ShapeRules<'sum' | 'max' | 'argMax'> = {
  sum: ({ axes }, [x]) => ({ shape: dropAxes(x!.shape, axes), dtype: x!.dtype }),
  max: ({ axes }, [x]) => {
    requireElements('max', axes, x!.shape);
    return { shape: dropAxes(x!.shape, axes), dtype: x!.dtype };
  },
  argMax: ({ axis }, [x]) => {
    requireElements('argMax', [axis], x!.shape);
    return { shape: dropAxes(x!.shape, [axis]), dtype: 'int32' };
  },
};

const requireElements = (operation: string, axes: readonly number[], shape: readonly number[]) => {
  const empty = axes.find((axis) => shape[axis] === 0);
  if (empty !== undefined)
    throw new ShapeError(
      `${operation}: axis ${empty} of shape ${showShape(shape)} is empty: an empty axis has no maximum`,
    );
};
