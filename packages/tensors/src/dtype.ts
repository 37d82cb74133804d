/**
 * The element types of tensors.
 *
 * `float32` is the default, `int32` holds labels, indices, comparisons and random keys, and
 * `float64` exists on the reference engine alone, so that formulas can be checked to 1e-9.
 */
export type DType = 'float32' | 'float64' | 'int32';

/** The element types that have fractions, and so derivatives. */
export type FloatDType = Exclude<DType, 'int32'>;

/** Arrays of integers, each of which is an int32, or is refused. */
export type IntegerArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Uint32Array;

/** What a tensor of a dtype is stored in. */
export type NumericArray = Float32Array | Float64Array | Int32Array;

type Mutator = 'set' | 'fill' | 'sort' | 'reverse' | 'copyWithin' | 'subarray' | 'buffer';

/** A tensor's elements, row-major, for reading only: `Float32Array` and its kin without mutators. */
export type TensorData = Omit<Float32Array | Float64Array | Int32Array, Mutator | number> & {
  readonly [index: number]: number;
  readonly length: number;
} & Iterable<number>;

export const isDType = (value: unknown): value is DType =>
  value === 'float32' || value === 'float64' || value === 'int32';

export const allocate = (dtype: DType, size: number): NumericArray => {
  switch (dtype) {
    case 'float32':
      return new Float32Array(size);
    case 'float64':
      return new Float64Array(size);
    case 'int32':
      return new Int32Array(size);
  }
};
