import type { Shape } from '@puregrad/tensors';
import { type Either, left, right } from 'fp-ts/lib/Either.js';
import { countOf } from '../count-of.ts';
import type { DataError } from '../data-error.ts';

/** The maximum size of a header with its padding; only structured types could need more. */
const MOST_HEADER = 2 ** 20;

const magic = [0x93, ...[...'NUMPY'].map((letter) => letter.charCodeAt(0))];

export interface Header {
  readonly descr: string;
  /** `descr` without the byte order. */
  readonly type: string;
  readonly little: boolean;
  readonly fortran: boolean;
  readonly shape: Shape;
}

/** The value after the first occurrence of a key. There is only one attempt, so the time is linear for any header. */
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
  if (lengths.at(-1) === '') lengths.pop(); // The empty text after the last comma, or of a shape without axes.
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

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const notNpy = (source: string, why: string): Either<DataError, never> =>
  left({ _tag: 'NotNpy', source, message: `${source} is not a .npy file: ${why}` });

/** The bytes end before `expected`. */
export const cut = (
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

export interface Found {
  readonly header: Header;
  /** The position of the first element. */
  readonly start: number;
}

/** The header, which follows the magic bytes, the version and its own length. */
export const findHeader = (source: string, bytes: Uint8Array): Either<DataError, Found> => {
  if (bytes.length === 0)
    return left({
      _tag: 'EmptyFile',
      source,
      message: `${source} is empty, but must begin with a .npy header; save the array again`,
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
