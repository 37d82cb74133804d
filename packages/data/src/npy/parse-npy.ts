import {
  adopt,
  type NumericArray,
  pipe,
  type Shape,
  showShape,
  sizeOf,
  type Tensor,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, flatMap, left, map, right } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { firstIndex } from '../first-index.ts';
import { cut, type Found, findHeader, type Header, viewOf } from './npy-header.ts';

export interface ParseNpyOptions {
  /** The name of the bytes in errors, such as their path; `the npy data` by default. */
  readonly source?: string;
}

interface ElementType {
  readonly bytes: number;
  readonly array: (size: number) => NumericArray;
  readonly read: (view: DataView, offset: number, little: boolean) => number;
}

const int32 = (size: number) => new Int32Array(size);
/** Integers wider than int32, which are checked before they are narrowed. */
const wide = (size: number) => new Float64Array(size);

const elementTypes: Readonly<Record<string, ElementType>> = {
  f4: { bytes: 4, array: (n) => new Float32Array(n), read: (v, i, le) => v.getFloat32(i, le) },
  f8: { bytes: 8, array: (n) => new Float64Array(n), read: (v, i, le) => v.getFloat64(i, le) },
  b1: { bytes: 1, array: int32, read: (v, i) => v.getUint8(i) },
  i1: { bytes: 1, array: int32, read: (v, i) => v.getInt8(i) },
  u1: { bytes: 1, array: int32, read: (v, i) => v.getUint8(i) },
  i2: { bytes: 2, array: int32, read: (v, i, le) => v.getInt16(i, le) },
  u2: { bytes: 2, array: int32, read: (v, i, le) => v.getUint16(i, le) },
  i4: { bytes: 4, array: int32, read: (v, i, le) => v.getInt32(i, le) },
  u4: { bytes: 4, array: wide, read: (v, i, le) => v.getUint32(i, le) },
  i8: { bytes: 8, array: wide, read: (v, i, le) => Number(v.getBigInt64(i, le)) },
  u8: { bytes: 8, array: wide, read: (v, i, le) => Number(v.getBigUint64(i, le)) },
};

/**
 * The tensor in the bytes of a .npy file, NumPy's own format (versions 1 to 3), in C or Fortran
 * order, little- or big-endian. float32 and float64 keep their type; booleans and integers become
 * int32, those of 32 unsigned bits and of 64 bits only if every number fits.
 *
 * @returns Left if the bytes are empty, are not a .npy file, have another type or version, or are too few or too
 * many; or naming the first integer that int32 cannot hold.
 * @example
 * ```ts
 * import { encodeNpy, parseNpy } from '@puregrad/data';
 * import { tensor } from '@puregrad/tensors';
 * const parsed = parseNpy(encodeNpy(tensor([[1, 2], [3, 4]])));
 * parsed._tag === 'Right' && parsed.right.toArray(); // => [[1, 2], [3, 4]]
 * ```
 * Source: NumPy, *NEP 1: A simple file format for NumPy arrays*.
 */
export const parseNpy = (
  bytes: Uint8Array,
  options: ParseNpyOptions = {},
): Either<DataError, Tensor> => {
  const { source = 'the npy data' } = checkOptions('parseNpy', options, { source: 'string?' });
  return pipe(
    findHeader(source, bytes),
    flatMap(({ header, start }) =>
      pipe(
        typeOf(source, header),
        flatMap((type) => requireLength(source, bytes, { header, start, type })),
        flatMap((type) => elementsOf(source, bytes, { header, start, type })),
        map((values) =>
          adopt(header.fortran ? toRowMajor(values, header.shape) : values, header.shape),
        ),
      ),
    ),
  );
};

const typeOf = (source: string, { type, descr }: Header): Either<DataError, ElementType> =>
  Object.hasOwn(elementTypes, type)
    ? right(elementTypes[type]!)
    : left({
        _tag: 'UnsupportedDtype',
        source,
        dtype: descr,
        message: `${source} has elements of type ${descr}, which tensors do not support; convert it first, x.astype('float32')`,
      });

interface Elements extends Found {
  readonly type: ElementType;
}

/** The type, if the file holds exactly the elements that the header declares. */
const requireLength = (
  source: string,
  bytes: Uint8Array,
  { header: { shape, descr }, start, type }: Elements,
): Either<DataError, ElementType> => {
  const expected = start + sizeOf(shape) * type.bytes;
  const what = `shape ${showShape(shape)} of ${descr}`;
  if (bytes.length < expected) return cut(source, bytes, { expected, what });
  if (bytes.length === expected) return right(type);
  return left({
    _tag: 'TrailingBytes',
    source,
    expected,
    actual: bytes.length,
    message: `${source} has ${bytes.length - expected} bytes too many: expected ${expected} for ${what}, got ${bytes.length}; save the array again`,
  });
};

const elementsOf = (
  source: string,
  bytes: Uint8Array,
  { header, start, type }: Elements,
): Either<DataError, NumericArray> => {
  const view = viewOf(bytes);
  const size = sizeOf(header.shape);
  const values = type.array(size);
  for (let i = 0; i < size; i++) values[i] = type.read(view, start + i * type.bytes, header.little);
  return type.array === wide ? toInt32(source, header.descr, values) : right(values);
};

const toInt32 = (
  source: string,
  descr: string,
  values: NumericArray,
): Either<DataError, NumericArray> => {
  const index = firstIndex(values, (value) => value !== (value | 0));
  if (index === -1) return right(Int32Array.from(values));
  return left({
    _tag: 'IntegerTooLarge',
    source,
    index,
    value: values[index]!,
    message: `${source} holds ${values[index]} (${descr}) at index ${index}, which int32 cannot; convert it first, x.astype('float32')`,
  });
};

/** From the first axis varying fastest to the last. */
const toRowMajor = (values: NumericArray, shape: Shape): NumericArray => {
  const result = values.slice();
  const index = shape.map(() => 0);
  const strides: number[] = [];
  for (const [axis] of shape.entries())
    strides.push(axis === 0 ? 1 : strides[axis - 1]! * shape[axis - 1]!);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
};
