import { type Shape, showShape } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, left, right } from 'fp-ts/lib/Either.js';
import { countOf } from './count-of.ts';
import type { DataError } from './data-error.ts';

/** The elements of an IDX file, in the file's own type. */
export type IdxValues =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** The contents of an IDX file: elements in row-major order. */
export interface IdxArray {
  readonly shape: Shape;
  readonly values: IdxValues;
}

export interface ParseIdxOptions {
  /** The name of the bytes in errors, such as their path; `the IDX data` by default. */
  readonly source?: string;
}

interface ElementType {
  readonly bytes: number;
  readonly read: (view: DataView, count: number) => IdxValues;
}

const fill = <T extends IdxValues>(values: T, read: (i: number) => number): T => {
  for (let i = 0; i < values.length; i++) values[i] = read(i);
  return values;
};

/** The types, by the third byte of the file; numbers are big-endian. */
const elementTypes: ReadonlyMap<number, ElementType> = new Map([
  [8, { bytes: 1, read: (v, n) => new Uint8Array(v.buffer, v.byteOffset, n).slice() }],
  [9, { bytes: 1, read: (v, n) => fill(new Int8Array(n), (i) => v.getInt8(i)) }],
  [11, { bytes: 2, read: (v, n) => fill(new Int16Array(n), (i) => v.getInt16(2 * i)) }],
  [12, { bytes: 4, read: (v, n) => fill(new Int32Array(n), (i) => v.getInt32(4 * i)) }],
  [13, { bytes: 4, read: (v, n) => fill(new Float32Array(n), (i) => v.getFloat32(4 * i)) }],
  [14, { bytes: 8, read: (v, n) => fill(new Float64Array(n), (i) => v.getFloat64(8 * i)) }],
]);

const hex = (byte: number): string => `0x${byte.toString(16).padStart(2, '0')}`;

/**
 * The array in the bytes of an IDX file, the format of MNIST: two zero bytes, a type, the number of
 * axes, each axis's length as a 32-bit big-endian integer, then the elements, big-endian. Types are
 * 8 (uint8), 9 (int8), 11 (int16), 12 (int32), 13 (float32) and 14 (float64). The bytes are copied.
 *
 * @returns Left if the bytes are empty, are not an IDX file, have an unknown type, or are too few or too many.
 * @example
 * ```ts
 * import { parseIdx } from '@puregrad/data';
 * parseIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9));
 * // => { _tag: 'Right', right: { shape: [2], values: Uint8Array.of(7, 9) } }
 * ```
 * Source: LeCun, Cortes, Burges, *The MNIST database of handwritten digits*.
 */
export const parseIdx = (
  bytes: Uint8Array,
  options: ParseIdxOptions = {},
): Either<DataError, IdxArray> => {
  const { source = 'the IDX data' } = checkOptions('parseIdx', options, { source: 'string?' });
  if (bytes.length === 0)
    return left({
      _tag: 'EmptyFile',
      source,
      message: `${source} is empty, but must begin with an IDX header; fetch the file again`,
    });
  const foreign = bytes.subarray(0, 2).findIndex((byte) => byte !== 0);
  if (foreign !== -1) return left(notIdx(source, bytes));
  if (bytes.length < 4) return left(truncated(source, 4, bytes.length, 'its header'));
  const type = bytes[2]!;
  const elementType = elementTypes.get(type);
  if (elementType === undefined) return left(unsupportedType(source, type));

  const rank = bytes[3]!;
  const header = 4 + 4 * rank;
  if (bytes.length < header)
    return left(truncated(source, header, bytes.length, `the header of ${rank} axes`));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  // A shape that is too large for an array needs more bytes than any file has.
  const count = countOf(shape) ?? Infinity;
  const expected = header + count * elementType.bytes;
  const what = `shape ${showShape(shape)} at ${elementType.bytes} bytes an element`;
  if (bytes.length < expected) return left(truncated(source, expected, bytes.length, what));
  if (bytes.length > expected)
    return left({
      _tag: 'TrailingBytes',
      source,
      expected,
      actual: bytes.length,
      message: `${source} has ${bytes.length - expected} bytes too many: expected ${expected} bytes for ${what}, got ${bytes.length}; it may be two files joined, or damaged: fetch it again`,
    });
  const elements = new DataView(bytes.buffer, bytes.byteOffset + header);
  return right({ shape, values: elementType.read(elements, count) });
};

const notIdx = (source: string, bytes: Uint8Array): DataError => {
  const start = [...bytes.subarray(0, 2)].map(hex).join(' ');
  const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return {
    _tag: 'NotIdx',
    source,
    message: `${source} is not an IDX file: it starts with ${start}, but IDX files start with 0x00 0x00; ${
      gzip ? 'these bytes are gzipped: decompress them first' : 'check that it is the right file'
    }`,
  };
};

const unsupportedType = (source: string, type: number): DataError => ({
  _tag: 'UnsupportedType',
  source,
  type,
  message: `${source} has the element type ${hex(type)} (byte 2), which IDX does not define; expected one of ${[...elementTypes.keys()].map(hex).join(', ')}: check that it is an IDX file`,
});

const truncated = (source: string, expected: number, actual: number, what: string): DataError => ({
  _tag: 'Truncated',
  source,
  expected,
  actual,
  message: `${source} is cut short: expected ${expected} bytes for ${what}, got ${actual}; fetch the file again`,
});
