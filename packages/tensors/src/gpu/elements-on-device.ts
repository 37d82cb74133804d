import type { DType, NumericArray } from '../dtype.ts';
import { typedArrayTag } from '../realm.ts';

/** Elements as floats of the device. An int32 is two halves of 16 bits: the lower halves of all, then the upper ones. */
export const toDevice = (data: NumericArray): Float32Array => {
  if (typedArrayTag(data) === 'Float32Array') return data as Float32Array;
  const n = data.length;
  const halves = new Float32Array(2 * n);
  for (let i = 0; i < n; i++) {
    halves[i] = data[i]! & 0xffff;
    halves[n + i] = data[i]! >>> 16;
  }
  return halves;
};

/** Elements from the floats of the device. */
export const fromDevice = (values: Float32Array, dtype: DType): NumericArray => {
  if (dtype !== 'int32') return values;
  const n = values.length / 2;
  return Int32Array.from({ length: n }, (_, i) => values[i]! | (values[n + i]! << 16));
};

export const bytesOf = ({ length }: { readonly length: number }): number =>
  Float32Array.BYTES_PER_ELEMENT * length;
