import { ShapeError } from '../errors.ts';
import type { Spec } from '../primitives.ts';
import { assertShape, sameShape, showShape } from '../shape.ts';
import { requireInt, type ShapeRules } from './rule.ts';

export const random: ShapeRules<'threefry' | 'randomBits' | 'shiftRight'> = {
  threefry: (_, [key, counters]) => {
    requireKey('threefry', key!);
    requireInt('threefry', counters!, 'the counters');
    if (counters!.shape.at(-1) !== 2)
      throw new ShapeError(
        `threefry: counters have shape [..., 2], got ${showShape(counters!.shape)}`,
      );
    return counters!;
  },

  randomBits: ({ shape }, [key]) => {
    assertShape('randomBits', shape);
    requireKey('randomBits', key!);
    return { shape, dtype: 'int32' };
  },

  shiftRight: (_, [x]) => {
    requireInt('shiftRight', x!, 'the words');
    return x!;
  },
};

const requireKey = (operation: string, key: Spec): void => {
  requireInt(operation, key, 'a random key');
  if (!sameShape(key.shape, [2]))
    throw new ShapeError(
      `${operation}: a random key has shape [2], got ${showShape(key.shape)}; make one with key(seed), or pick one of split(key) with take`,
    );
};
