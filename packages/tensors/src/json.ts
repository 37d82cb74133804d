import type { DType } from './dtype.ts';
import type { Spec } from './primitives.ts';

/**
 * A tensor as JSON: `{"dtype":"float32","shape":[2],"data":[0.5,"NaN"]}`. The elements stand in row-major order,
 * each a number, or one of the texts `"NaN"`, `"Infinity"`, `"-Infinity"` and `"-0"` for what JSON has no
 * numbers for.
 */
export interface TensorJson {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

export const toJson = ({
  dtype,
  shape,
  data,
}: Spec & { readonly data: Iterable<number> }): TensorJson => ({
  dtype,
  shape: [...shape],
  data: Array.from(data, (n) => (Object.is(n, -0) ? '-0' : Number.isFinite(n) ? n : String(n))),
});
