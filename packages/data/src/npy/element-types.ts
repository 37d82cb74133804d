import type { NumericArray } from '@puregrad/tensors';

/** How the numbers of a .npy type are read. */
export interface ElementType {
  readonly bytes: number;
  readonly array: (size: number) => NumericArray;
  readonly read: (view: DataView, offset: number, little: boolean) => number;
  /** Integers that may not fit int32. */
  readonly isWide?: true;
}

const int32 = (size: number) => new Int32Array(size);
const float32 = (size: number) => new Float32Array(size);
const float64 = (size: number) => new Float64Array(size);

/** The number of 16 bits of IEEE 754: one for the sign, five for the exponent, ten for the fraction. */
const float16 = (bits: number): number => {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1024 + fraction) * 2 ** (exponent - 25);
};

/** The types of numbers, by their names in a header without the byte order. */
export const elementTypes: Readonly<Record<string, ElementType>> = {
  f2: { bytes: 2, array: float32, read: (v, i, le) => float16(v.getUint16(i, le)) },
  f4: { bytes: 4, array: float32, read: (v, i, le) => v.getFloat32(i, le) },
  f8: { bytes: 8, array: float64, read: (v, i, le) => v.getFloat64(i, le) },
  b1: { bytes: 1, array: int32, read: (v, i) => v.getUint8(i) },
  i1: { bytes: 1, array: int32, read: (v, i) => v.getInt8(i) },
  u1: { bytes: 1, array: int32, read: (v, i) => v.getUint8(i) },
  i2: { bytes: 2, array: int32, read: (v, i, le) => v.getInt16(i, le) },
  u2: { bytes: 2, array: int32, read: (v, i, le) => v.getUint16(i, le) },
  i4: { bytes: 4, array: int32, read: (v, i, le) => v.getInt32(i, le) },
  u4: { bytes: 4, array: float64, read: (v, i, le) => v.getUint32(i, le), isWide: true },
  i8: {
    bytes: 8,
    array: float64,
    read: (v, i, le) => Number(v.getBigInt64(i, le)),
    isWide: true,
  },
  u8: {
    bytes: 8,
    array: float64,
    read: (v, i, le) => Number(v.getBigUint64(i, le)),
    isWide: true,
  },
};

/** How the words of a .npy type are read. */
export interface WordType {
  readonly bytes: number;
  readonly readWord: (view: DataView, offset: number, little: boolean) => string;
}

const CODE_POINTS = 4;

/** Words of a fixed length, padded with zeros: `U5` of code points in four bytes each, `S5` of bytes in UTF-8. */
export const wordTypeOf = (type: string): WordType | undefined => {
  const [, kind, digits] = /^([US])([1-9]\d{0,8})$/.exec(type) ?? [];
  if (digits === undefined) return undefined;
  const length = Number(digits);
  const decoder = new TextDecoder();
  const trimmed = (word: string): string => word.replace(/\0+$/, '');
  return kind === 'S'
    ? {
        bytes: length,
        readWord: ({ buffer, byteOffset }, offset) =>
          trimmed(decoder.decode(new Uint8Array(buffer, byteOffset + offset, length))),
      }
    : {
        bytes: CODE_POINTS * length,
        readWord: (view, offset, little) => {
          const points = Array.from({ length }, (_, i) =>
            view.getUint32(offset + CODE_POINTS * i, little),
          );
          // A surrogate or a number above all code points is damage, which a mark shows.
          return trimmed(
            points
              .map((point) => (point > 0x10ffff ? '\uFFFD' : String.fromCodePoint(point)))
              .join(''),
          );
        },
      };
};
