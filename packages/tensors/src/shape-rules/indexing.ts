import { ShapeError } from '../errors.ts';
import { assertShape, sameShape, showShape } from '../shape.ts';
import { requireInt, type ShapeRules } from './rule.ts';

export const indexing: ShapeRules<'take' | 'scatterAdd'> = {
  take: ({ axis }, [source, indices]) => {
    requireInt('take', indices!, 'the indices');
    const { shape, dtype } = source!;
    return {
      shape: [...shape.slice(0, axis), ...indices!.shape, ...shape.slice(axis + 1)],
      dtype,
    };
  },

  scatterAdd: ({ axis, size }, [updates, indices]) => {
    requireInt('scatterAdd', indices!, 'the indices');
    assertShape('scatterAdd', [size]);
    const { shape, dtype } = updates!;
    const rank = indices!.shape.length;
    if (!sameShape(shape.slice(axis, axis + rank), indices!.shape))
      throw new ShapeError(
        `scatterAdd: updates of shape ${showShape(shape)} do not hold the indices' shape ${showShape(indices!.shape)} at axis ${axis}`,
      );
    return { shape: [...shape.slice(0, axis), size, ...shape.slice(axis + rank)], dtype };
  },
};
