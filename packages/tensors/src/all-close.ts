import { checkOptions } from './arguments.ts';
import { ArgumentError, ShapeError } from './errors.ts';
import { sameShape, showShape } from './shape.ts';
import { zipTrees } from './tree.ts';

export interface AllCloseOptions {
  /** The part of the expected element by which a value may differ from it; 1e-5 by default. */
  readonly rtol?: number;
  /** By how much it may differ besides; 1e-8 by default. */
  readonly atol?: number;
  /** Whether NaN is close to NaN; false by default. */
  readonly equalNaN?: boolean;
}

/**
 * Whether all elements of a tensor, or of a tree of tensors, are close to those expected:
 * `|actual − expected| ≤ atol + rtol · |expected|`. An infinity is close to itself alone. Made for tests.
 *
 * Dtypes may differ, so that float64 may check float32. Unlike NumPy, whose formula this is, nothing broadcasts.
 *
 * @throws ShapeError or TreeError if shapes or structures differ, naming the place; ArgumentError for a
 * tolerance below 0.
 * @example
 * ```ts
 * import { allClose, tensor } from '@puregrad/tensors';
 * allClose({ w: tensor([1, 2.00001]) }, { w: tensor([1, 2]) }); // => true
 * allClose(tensor([1, 2.1]), tensor([1, 2])); // => false
 * allClose(tensor([1, 2.1]), tensor([1, 2]), { rtol: 0.1 }); // => true
 * ```
 */
export const allClose = <T>(
  actual: T,
  expected: NoInfer<T>,
  options: AllCloseOptions = {},
): boolean => {
  const {
    rtol = 1e-5,
    atol = 1e-8,
    equalNaN = false,
  } = checkOptions('allClose', options, {
    rtol: 'number?',
    atol: 'number?',
    equalNaN: 'boolean?',
  });
  if (!(rtol >= 0 && atol >= 0))
    throw new ArgumentError(`allClose: rtol and atol are at least 0, got ${rtol} and ${atol}`);
  const isClose = (a: number, b: number): boolean =>
    a === b ||
    (Number.isFinite(b) && Math.abs(a - b) <= atol + rtol * Math.abs(b)) ||
    (equalNaN && Number.isNaN(a) && Number.isNaN(b));
  let areClose = true;
  zipTrees(actual, expected, (x, y, path) => {
    if (!sameShape(x.shape, y.shape))
      throw new ShapeError(
        `allClose: shapes ${showShape(x.shape)} and ${showShape(y.shape)}${path === '' ? '' : ` at '${path}'`} differ`,
      );
    const [a, b] = [x.data, y.data];
    for (let i = 0; areClose && i < a.length; i++) areClose = isClose(a[i]!, b[i]!);
    return x;
  });
  return areClose;
};
