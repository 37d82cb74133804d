import { bind } from '../bind.ts';
import type { Shape } from '../shape.ts';
import { inferSpec } from '../shape-rules/shape-rules.ts';
import type { Windows } from '../windows.ts';
import { type Check, check, ints, random } from './check.ts';

const windows = (
  window: Windows['window'],
  strides: Windows['strides'] = [1, 1],
  dilations: Windows['dilations'] = [1, 1],
): Windows => ({ window, strides, dilations });

/** Images and windows: channels that fill no vector, one, and several; windows that are copied in a loop; none at all. */
const cases: readonly (readonly [images: Shape, windows: Windows])[] = [
  [[1, 4, 5, 1], windows([3, 3])],
  [[2, 4, 5, 2], windows([3, 2])],
  [[3, 5, 4, 3], windows([2, 3], [2, 1])],
  [[2, 7, 6, 4], windows([2, 2], [2, 2])],
  [[2, 6, 9, 5], windows([3, 2], [1, 3])],
  [[1, 7, 9, 1], windows([3, 3], [1, 1], [2, 3])],
  [[2, 7, 9, 7], windows([2, 3], [2, 3], [3, 2])],
  [[1, 3, 8, 17], windows([1, 4])],
  [[1, 12, 3, 9], windows([11, 2])],
  [[1, 20, 20, 3], windows([9, 9], [4, 5])],
  [[1, 15, 19, 2], windows([7, 6], [1, 2], [2, 3])],
  [[1, 2, 3, 90], windows([2, 1])],
  [[2, 3, 5, 3], windows([1, 1], [2, 2])],
  [[2, 3, 3, 2], windows([3, 3])],
  [[0, 3, 3, 2], windows([2, 2])],
  [[2, 3, 3, 0], windows([2, 2])],
];

/** Windows of many kinds, on floats and on integers. */
export const windowChecks = (primitive: 'patches' | 'addPatches'): readonly Check[] =>
  cases.flatMap(([images, attributes]) => {
    const size = images.slice(1, 3) as readonly number[] as readonly [number, number];
    const { shape } = inferSpec('patches', attributes, [{ shape: images, dtype: 'float32' }]);
    return [random, ints].map((make) =>
      primitive === 'patches'
        ? check((x) => bind('patches', attributes, [x!]), [make(images)])
        : check((x) => bind('addPatches', { ...attributes, size }, [x!]), [make(shape)], 1e-5),
    );
  });
