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
import { countOf } from '../count-of.ts';
import type { DataError } from '../data-error.ts';
import { firstIndex } from '../first-index.ts';

export interface ParseNpyOptions {
  /** What errors call the bytes, such as the path they came from; `the npy data` by default. */
  readonly source?: string;
}

interface ElementType {
  readonly bytes: number;
  readonly array: (size: number) => NumericArray;
  readonly read: (view: DataView, offset: number, little: boolean) => number;
}

const int32 = (size: number) => new Int32Array(size);
/** Wider than int32: checked before they are narrowed. */
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

/** With all its padding; only structured types could need more. */
const MOST_HEADER = 2 ** 20;

const magic = [0x93, ...[...'NUMPY'].map((letter) => letter.charCodeAt(0))];

/**
 * The tensor in the bytes of a .npy file, NumPy's own format (versions 1 to 3), in C or Fortran
 * order, little- or big-endian. float32 and float64 keep their type; booleans and integers become
 * int32, those of 32 unsigned and 64 bits where every number fits.
 *
 * @returns Left for bytes that are empty, not a .npy file, of another type or version, too few or too
 * many; and naming the first integer that int32 cannot hold.
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

const notNpy = (source: string, why: string): Either<DataError, never> =>
  left({ _tag: 'NotNpy', source, message: `${source} is not a .npy file: ${why}` });

const cut = (
  source: string,
  { length }: Uint8Array,
  { expected, what }: { readonly expected: number; readonly what: string },
): Either<DataError, never> =>
  left({
    _tag: 'Truncated',
    source,
    expected,
    actual: length,
    message: `${source} is cut short: expected ${expected} bytes for ${what}, got ${length}; save the array again`,
  });

interface Found {
  readonly header: Header;
  /** The place of the first element. */
  readonly start: number;
}

/** The header, which follows the magic bytes, the version and its own length. */
const findHeader = (source: string, bytes: Uint8Array): Either<DataError, Found> => {
  if (bytes.length === 0)
    return left({
      _tag: 'EmptyFile',
      source,
      message: `${source} is empty, where a npy header was expected; save the array again`,
    });
  if (magic.some((byte, i) => i < bytes.length && bytes[i] !== byte))
    return notNpy(source, 'it does not start with \\x93NUMPY; check that it is the right file');
  const view = viewOf(bytes);
  const first = bytes[6] === 1 ? 10 : 12;
  if (bytes.length < first) return cut(source, bytes, { expected: first, what: 'its header' });
  if (![1, 2, 3].includes(bytes[6]!))
    return notNpy(source, `its version is ${bytes[6]}, and 1 to 3 are known; save the array again`);
  const length = first === 10 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MOST_HEADER)
    return notNpy(
      source,
      `its header of ${length} bytes describes more than an array of numbers; save the array again`,
    );
  const start = first + length;
  if (bytes.length < start) return cut(source, bytes, { expected: start, what: 'its header' });
  const header = readHeader(new TextDecoder().decode(bytes.subarray(first, start)));
  return header === undefined
    ? notNpy(
        source,
        'its header does not name descr, fortran_order and a shape that an array can have; save the array again',
      )
    : right({ header, start });
};

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const typeOf = (source: string, { type, descr }: Header): Either<DataError, ElementType> =>
  Object.hasOwn(elementTypes, type)
    ? right(elementTypes[type]!)
    : left({
        _tag: 'UnsupportedDtype',
        source,
        dtype: descr,
        message: `${source} has elements of type ${descr}, which no tensor holds; convert it first, x.astype('float32')`,
      });

interface Elements extends Found {
  readonly type: ElementType;
}

/** The type, if the elements that the header promises are there, and nothing else. */
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

interface Header {
  readonly descr: string;
  /** `descr` without the order of bytes. */
  readonly type: string;
  readonly little: boolean;
  readonly fortran: boolean;
  readonly shape: Shape;
}

/** What follows the first mention of a key: one attempt, so that no header keeps it busy. */
const valueOf = (text: string, name: string, form: RegExp): string | undefined => {
  const key = `'${name}':`;
  const at = text.indexOf(key);
  if (at === -1) return undefined;
  return form.exec(text.slice(at + key.length).trimStart())?.[1];
};

/** A Python literal: `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`. */
const readHeader = (text: string): Header | undefined => {
  const descr = valueOf(text, 'descr', /^('[^']*'|\[[^\]]*\])/)?.replace(/^'|'$/g, '');
  const fortran = valueOf(text, 'fortran_order', /^(True|False)/);
  const shape = valueOf(text, 'shape', /^\(([\dL,\s]*)\)/);
  if (descr === undefined || fortran === undefined || shape === undefined) return undefined;
  const lengths = shape.split(',').map((length) => length.trim());
  if (lengths.at(-1) === '') lengths.pop(); // After the last comma, or of no axis at all.
  const axes = lengths.map((length) => (/^\d+L?$/.test(length) ? Number.parseInt(length, 10) : -1));
  if (!axes.every((length) => Number.isSafeInteger(length) && length >= 0)) return undefined;
  if (countOf(axes) === undefined) return undefined;
  return {
    descr,
    type: descr.replace(/^[<>|=]/, ''),
    little: !descr.startsWith('>'),
    fortran: fortran === 'True',
    shape: axes,
  };
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
