import { type DType, type FloatDType, type Shape, showShape } from '@puregrad/tensors';
import { type GoldenTree, isGoldenArray, type Tolerance } from './format.ts';

/** The element that is furthest off, measured by what is allowed there. */
export interface Worst {
  readonly index: number;
  readonly expected: number;
  readonly actual: number;
}

export interface Mismatch {
  /** Which output: `gradients.x`, `params[3].kernel`. */
  readonly path: string;
  readonly problem: string;
  readonly worst?: Worst;
}

/** The dtype a case is computed in, and its tolerance. */
export interface Precision {
  readonly dtype: FloatDType;
  readonly tolerance: Tolerance;
}

/** Tensors, and arrays of numbers that only look like one. */
interface ActualArray {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
  readonly dtype?: DType;
}

/**
 * Everything of `expected` against the same place of `actual`, which may hold more. Tensors of
 * floats must be of the precision's dtype, so that float32 is not tested in float64 nor the other
 * way round.
 */
export const compare = (
  expected: GoldenTree,
  actual: unknown,
  precision: Precision,
  path = '',
): readonly Mismatch[] => {
  if (actual === undefined) return [{ path, problem: 'is missing' }];
  if (isGoldenArray(expected)) return compareArrays(expected, actual, precision, path);
  if (typeof expected === 'number') {
    const scalar = isArray(actual) ? actual : { shape: [], data: [actual as number] };
    return compareArrays({ shape: [], data: [expected] }, scalar, precision, path);
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length)
      return [{ path, problem: `has ${lengthOf(actual)} entries, expected ${expected.length}` }];
    return expected.flatMap((part: GoldenTree, i) =>
      compare(part, actual[i], precision, `${path}[${i}]`),
    );
  }
  if (typeof expected === 'object' && expected !== null)
    return Object.entries(expected).flatMap(([key, part]) =>
      compare(
        part,
        (actual as Readonly<Record<string, unknown>> | null)?.[key],
        precision,
        path === '' ? key : `${path}.${key}`,
      ),
    );
  return expected === actual
    ? []
    : [{ path, problem: `is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}` }];
};

const isArray = (value: unknown): value is ActualArray =>
  typeof value === 'object' && value !== null && 'shape' in value && 'data' in value;

const lengthOf = (value: unknown): number | string =>
  Array.isArray(value) ? value.length : 'no list of';

const compareArrays = (
  expected: ActualArray,
  actual: unknown,
  { dtype, tolerance: { rtol, atol } }: Precision,
  path: string,
): readonly Mismatch[] => {
  if (!isArray(actual))
    return [{ path, problem: `is not an array, expected shape ${showShape(expected.shape)}` }];
  if (showShape(actual.shape) !== showShape(expected.shape))
    return [
      {
        path,
        problem: `has shape ${showShape(actual.shape)}, expected ${showShape(expected.shape)}`,
      },
    ];
  if (actual.dtype !== undefined && actual.dtype !== 'int32' && actual.dtype !== dtype)
    return [{ path, problem: `is ${actual.dtype}, expected ${dtype}` }];

  let wrong = 0;
  let furthest = 0;
  let worst: Worst | undefined;
  for (let index = 0; index < expected.data.length; index++) {
    const e = expected.data[index]!;
    const a = actual.data[index];
    const by = a === undefined ? Infinity : excess(e, a, rtol, atol);
    if (by <= 1) continue;
    wrong++;
    if (worst === undefined || by > furthest) {
      worst = { index, expected: e, actual: a ?? Number.NaN };
      furthest = by;
    }
  }
  if (worst === undefined) return [];
  const problem = `${wrong} of ${expected.data.length} elements differ`;
  return [{ path, problem, worst }];
};

/** The difference as a multiple of what is allowed; infinite for NaN. */
const excess = (expected: number, actual: number, rtol: number, atol: number): number => {
  if (expected === actual) return 0;
  const by = Math.abs(actual - expected) / (atol + rtol * Math.abs(expected));
  return Number.isNaN(by) ? Infinity : by;
};
