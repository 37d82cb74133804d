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
import { type ElementType, elementTypes, type WordType, wordTypeOf } from './element-types.ts';
import { cut, type Found, findHeader, viewOf } from './npy-header.ts';

export interface ParseNpyOptions {
  /** The name of the bytes in errors, such as their path; `the npy data` by default. */
  readonly source?: string;
}

/** The words of an array of text, in row-major order; tensors do not hold them. */
export interface WordArray {
  readonly shape: Shape;
  readonly words: readonly string[];
}

/**
 * The tensor in the bytes of a .npy file, NumPy's own format (versions 1 to 3), in C or Fortran
 * order, little- or big-endian. float32 and float64 keep their type, and float16 becomes float32. Booleans and
 * integers become int32; integers of 32 unsigned bits and of 64 bits become float64 if int32 cannot hold one of
 * them.
 *
 * @returns Left if the bytes are empty, are not a .npy file, have another type or version, or are too few or too
 * many; if they are words, which `parseNpyArray` reads; or naming the first integer beyond 2⁵³.
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
  checkOptions('parseNpy', options, { source: 'string?' });
  const source = options.source ?? 'the npy data';
  return pipe(
    parseNpyArray(bytes, options),
    flatMap((array) =>
      'words' in array
        ? unsupported(
            source,
            'text',
            'turn words into numbers first, np.unique(y, return_inverse=True)',
          )
        : right(array),
    ),
  );
};

/**
 * The array in the bytes of a .npy file: a tensor as `parseNpy` reads it, or words of type `U` or `S`.
 *
 * @returns Left as for `parseNpy`, except for words.
 * @example
 * ```ts
 * import { encodeNpy, parseNpyArray } from '@puregrad/data';
 * import { tensor } from '@puregrad/tensors';
 * const parsed = parseNpyArray(encodeNpy(tensor([1, 2])));
 * parsed._tag === 'Right' && 'words' in parsed.right; // => false
 * ```
 */
export const parseNpyArray = (
  bytes: Uint8Array,
  options: ParseNpyOptions = {},
): Either<DataError, Tensor | WordArray> => {
  const { source = 'the npy data' } = checkOptions('parseNpyArray', options, { source: 'string?' });
  return pipe(
    findHeader(source, bytes),
    flatMap((found): Either<DataError, Tensor | WordArray> => {
      const { type, descr } = found.header;
      const words = wordTypeOf(type);
      if (words !== undefined) return wordsOf(source, bytes, found, words);
      return Object.hasOwn(elementTypes, type)
        ? tensorOf(source, bytes, found, elementTypes[type]!)
        : unsupported(source, descr, "convert it first, x.astype('float32') or y.astype(str)");
    }),
  );
};

const unsupported = (source: string, dtype: string, remedy: string): Either<DataError, never> =>
  left({
    _tag: 'UnsupportedDtype',
    source,
    dtype,
    message: `${source} has elements of type ${dtype}, which tensors do not support; ${remedy}`,
  });

/** The bytes, if they are exactly the elements that the header declares. */
const requireLength = (
  source: string,
  bytes: Uint8Array,
  { header: { shape, descr }, start }: Found,
  size: number,
): Either<DataError, DataView> => {
  const expected = start + sizeOf(shape) * size;
  const what = `shape ${showShape(shape)} of ${descr}`;
  if (bytes.length < expected) return cut(source, bytes, { expected, what });
  if (bytes.length === expected) return right(viewOf(bytes));
  return left({
    _tag: 'TrailingBytes',
    source,
    expected,
    actual: bytes.length,
    message: `${source} has ${bytes.length - expected} bytes too many: expected ${expected} for ${what}, got ${bytes.length}; save the array again`,
  });
};

const tensorOf = (
  source: string,
  bytes: Uint8Array,
  found: Found,
  type: ElementType,
): Either<DataError, Tensor> =>
  pipe(
    requireLength(source, bytes, found, type.bytes),
    flatMap((view): Either<DataError, NumericArray> => {
      const { header, start } = found;
      const values = type.array(sizeOf(header.shape));
      for (let i = 0; i < values.length; i++)
        values[i] = type.read(view, start + i * type.bytes, header.little);
      return type.isWide ? narrowed(source, header.descr, values) : right(values);
    }),
    map((values) => {
      const { fortran, shape } = found.header;
      return adopt(fortran ? toRowMajor(values, shape) : values, shape);
    }),
  );

const wordsOf = (
  source: string,
  bytes: Uint8Array,
  found: Found,
  { bytes: size, readWord }: WordType,
): Either<DataError, WordArray> =>
  pipe(
    requireLength(source, bytes, found, size),
    map((view) => {
      const { shape, fortran, little } = found.header;
      const places = Int32Array.from({ length: sizeOf(shape) }, (_, i) => i);
      const order = fortran ? toRowMajor(places, shape) : places;
      const words = Array.from(order, (i) => readWord(view, found.start + i * size, little));
      return { shape, words };
    }),
  );

/** Integers as int32 if it holds all of them, else as float64. */
const narrowed = (
  source: string,
  descr: string,
  values: NumericArray,
): Either<DataError, NumericArray> => {
  if (firstIndex(values, (value) => value !== (value | 0)) === -1)
    return right(Int32Array.from(values));
  const index = firstIndex(values, (value) => !Number.isSafeInteger(value));
  if (index === -1) return right(values);
  return left({
    _tag: 'IntegerTooLarge',
    source,
    index,
    value: values[index]!,
    message: `${source} holds ${values[index]} (${descr}) at index ${index}, and float64 holds whole numbers to 2^53; convert it first, x.astype('float64'), or save it as words, x.astype(str)`,
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
