import type { NumericArray } from '@puregrad/tensors';

/** The conversion of the elements of a safetensors file to those of a tensor. */
export interface ElementType {
  readonly bytes: number;
  /** The elements; undefined if a number does not fit. */
  readonly read: (buffer: ArrayBuffer) => NumericArray | undefined;
}

const each =
  <T extends ArrayLike<number>>(of: (buffer: ArrayBuffer) => T) =>
  (buffer: ArrayBuffer): NumericArray =>
    Int32Array.from(of(buffer));

/** Integers wider than int32, if all of them fit into int32. */
const narrowed =
  (of: (buffer: ArrayBuffer) => ArrayLike<number | bigint>) =>
  (buffer: ArrayBuffer): NumericArray | undefined => {
    const numbers = of(buffer);
    const result = new Int32Array(numbers.length);
    for (let i = 0; i < numbers.length; i++) {
      const value = Number(numbers[i]!);
      if (value !== (value | 0)) return undefined;
      result[i] = value;
    }
    return result;
  };

/** IEEE 754 half precision: a sign, five bits of exponent, ten of fraction. */
const ofHalf = (half: number): number => {
  const sign = half & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(half >> 10) & 0x1f, half & 0x3ff];
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0
    ? sign * 2 ** -14 * (fraction / 1024)
    : sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
};

const halves = (buffer: ArrayBuffer): NumericArray =>
  Float32Array.from(new Uint16Array(buffer), ofHalf);

/** The upper half of a float32. */
const brainFloats = (buffer: ArrayBuffer): NumericArray => {
  const words = Uint32Array.from(new Uint16Array(buffer), (half) => half * 2 ** 16);
  return new Float32Array(words.buffer);
};

/** The conversions, by the format's names of the types. */
export const elementTypes: ReadonlyMap<string, ElementType> = new Map([
  ['F32', { bytes: 4, read: (buffer) => new Float32Array(buffer) }],
  ['F64', { bytes: 8, read: (buffer) => new Float64Array(buffer) }],
  ['I32', { bytes: 4, read: (buffer) => new Int32Array(buffer) }],
  ['F16', { bytes: 2, read: halves }],
  ['BF16', { bytes: 2, read: brainFloats }],
  ['BOOL', { bytes: 1, read: each((buffer) => new Uint8Array(buffer)) }],
  ['I8', { bytes: 1, read: each((buffer) => new Int8Array(buffer)) }],
  ['U8', { bytes: 1, read: each((buffer) => new Uint8Array(buffer)) }],
  ['I16', { bytes: 2, read: each((buffer) => new Int16Array(buffer)) }],
  ['U16', { bytes: 2, read: each((buffer) => new Uint16Array(buffer)) }],
  ['U32', { bytes: 4, read: narrowed((buffer) => new Uint32Array(buffer)) }],
  ['I64', { bytes: 8, read: narrowed((buffer) => new BigInt64Array(buffer)) }],
  ['U64', { bytes: 8, read: narrowed((buffer) => new BigUint64Array(buffer)) }],
] satisfies readonly (readonly [string, ElementType])[]);

export const KNOWN_TYPES: string = [...elementTypes.keys()].join(', ');
