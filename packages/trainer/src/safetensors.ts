import {
  ArgumentError,
  adopt,
  type DType,
  type NumericArray,
  type Tensor,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import { crc32 } from './crc32.ts';
import { elementTypes, KNOWN_TYPES } from './element-types.ts';

/** Named tensors with text beside them: the contents of a safetensors file. */
export interface TensorFile {
  readonly tensors: { readonly [name: string]: Tensor };
  readonly metadata: { readonly [name: string]: string };
}

/** Why bytes are no safetensors file. */
export interface TensorFileError {
  readonly _tag: 'TensorFileError';
  readonly message: string;
}

const CODES: { readonly [D in DType]: string } = { float32: 'F32', float64: 'F64', int32: 'I32' };
const PREFIX = 8;

const fail = (message: string): Either<TensorFileError, never> =>
  left({ _tag: 'TensorFileError', message });

/** A tensor's elements as bytes, without a copy where they are at hand. */
export const bytesOf = (tensor: Tensor): Uint8Array => {
  const data = tensor.data as NumericArray;
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
};

/** Stands for the checksum while it is computed. */
const BLANK = '00000000';

/** Where the checksum stands in the file, given its header: no text of JSON has quotes in it. */
const sealPosition = (header: Uint8Array): number => {
  const mark = '"crc32":"';
  return PREFIX + new TextDecoder('latin1').decode(header).indexOf(mark) + mark.length;
};

/** The checksum of a file whose own is blank, as eight hexadecimal digits. */
const sealOf = (bytes: Uint8Array): Uint8Array =>
  new TextEncoder().encode(crc32(bytes).toString(16).padStart(BLANK.length, '0'));

const isChecksum = (text: string): boolean => /^[0-9a-f]{8}$/.test(text);

/** Whether a file is what it was when its checksum was computed. */
const isWhole = (bytes: Uint8Array, header: Uint8Array, checksum: string): boolean => {
  const blanked = new Uint8Array(bytes);
  blanked.set(new TextEncoder().encode(BLANK), sealPosition(header));
  return new TextDecoder().decode(sealOf(blanked)) === checksum;
};

/**
 * The bytes of a safetensors file: eight bytes of header length, a JSON header, the elements in
 * little-endian order. Names are sorted, so equal tensors give equal bytes. The metadata get a
 * `crc32` of the whole file, by which `decodeTensors` finds damage; other readers pass it over.
 *
 * Source: the format's description at https://github.com/huggingface/safetensors.
 *
 * @throws ArgumentError for metadata of the name `crc32`, which is the checksum's.
 * @example
 * ```ts
 * import { tensor } from '@puregrad/tensors';
 * import { decodeTensors, encodeTensors } from '@puregrad/trainer';
 * const bytes = encodeTensors({ tensors: { x: tensor([1, 2]) }, metadata: {} });
 * decodeTensors(bytes)._tag; // => 'Right'
 * ```
 */
export const encodeTensors = (file: TensorFile): Uint8Array<ArrayBuffer> => {
  const { tensors, metadata } = checkOptions('encodeTensors', file, {
    tensors: 'object',
    metadata: 'object',
  });
  for (const [name, tensor] of Object.entries(tensors))
    checkOptions('encodeTensors', { [name]: tensor }, { [name]: 'tensor' });
  for (const [name, text] of Object.entries(metadata))
    checkOptions('encodeTensors', { [name]: text }, { [name]: 'string' });
  if (Object.hasOwn(metadata, 'crc32'))
    throw new ArgumentError(
      "encodeTensors: metadata may not be called 'crc32', the name of the file's checksum; choose another name",
    );
  const names = Object.keys(tensors).sort();
  let end = 0;
  const entries = names.map((name) => {
    const tensor = tensors[name]!;
    const start = end;
    end += bytesOf(tensor).length;
    return [
      name,
      { dtype: CODES[tensor.dtype], shape: tensor.shape, data_offsets: [start, end] },
    ] as const;
  });
  const header = JSON.stringify({
    __metadata__: { ...metadata, crc32: BLANK },
    ...Object.fromEntries(entries),
  });
  const text = new TextEncoder().encode(header);
  // Elements start at a multiple of eight bytes, so that readers can map them in place.
  const padded = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(PREFIX + padded + end).fill(
    0x20,
    PREFIX + text.length,
    PREFIX + padded,
  );
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(text, PREFIX);
  entries.forEach(
    ([
      name,
      {
        data_offsets: [start],
      },
    ]) => {
      bytes.set(bytesOf(tensors[name]!), PREFIX + padded + (start as number));
    },
  );
  bytes.set(sealOf(bytes), sealPosition(text));
  return bytes;
};

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const isEntry = (value: unknown): value is Entry => {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Partial<Entry>;
  return (
    typeof dtype === 'string' &&
    [shape, offsets].every((list) => Array.isArray(list) && list.every(isCount)) &&
    offsets?.length === 2
  );
};

/** Not −0, which no two readers agree on. */
const isCount = (n: unknown): boolean =>
  Number.isSafeInteger(n) && ((n as number) > 0 || Object.is(n, 0));

const TEXTS = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g;

/** The names of all objects in a text of JSON, each as often as it stands there. */
const namesWritten = (text: string): number => {
  let count = 0;
  for (const [, colon] of text.matchAll(TEXTS)) if (colon !== undefined) count++;
  return count;
};

/** The header, or why it is none. */
const parseHeader = (bytes: Uint8Array): Either<TensorFileError, Record<string, unknown>> => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // Of a name that comes twice, JSON keeps the last; another reader may keep the first.
    let names = -1;
    const header: unknown = JSON.parse(text, function (this: unknown, _, value: unknown) {
      if (!Array.isArray(this)) names++;
      return value;
    });
    if (names < namesWritten(text)) return fail('damaged: its header has a name twice');
    return right(header as Record<string, unknown>);
  } catch {
    return fail('not a safetensors file: its header is not JSON');
  }
};

const isText = (value: unknown): value is { readonly [name: string]: string } =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((each) => typeof each === 'string');

/** The entries in the order of their elements, which follow each other without a gap or an overlap. */
const inOrder = (
  entries: Readonly<Record<string, unknown>>,
  size: number,
): Either<TensorFileError, readonly (readonly [string, Entry])[]> => {
  const found: [string, Entry][] = [];
  for (const [name, entry] of Object.entries(entries)) {
    if (!isEntry(entry)) return fail(`damaged: the header's entry '${name}' is not a tensor's`);
    found.push([name, entry]);
  }
  found.sort(([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1]);
  let end = 0;
  for (const [name, { data_offsets: offsets }] of found) {
    const [from, to] = offsets;
    if (from !== end)
      return fail(
        `damaged: tensor '${name}' begins at byte ${from} of the elements, not at ${end}, where the one before it ends`,
      );
    if (to < from) return fail(`damaged: tensor '${name}' ends before it begins`);
    if (to > size)
      return fail(
        `cut short: tensor '${name}' ends at byte ${to} of the elements, of which there are ${size} bytes`,
      );
    end = to;
  }
  return end === size ? right(found) : fail(`damaged: ${size - end} bytes follow its last tensor`);
};

/**
 * Reads a safetensors file; says what is wrong with any other bytes.
 *
 * F32, F64 and I32 tensors come as they are. F16 and BF16 become float32, which holds each of their
 * numbers; BOOL and the integers I8 to I16, U8 to U16 become int32, and so do U32, I64 and U64 where
 * every number fits. Metadata are texts; a `crc32` of eight hexadecimal digits is the file's checksum.
 *
 * @returns Left for bytes that are no safetensors file, cut short or damaged: with gaps or overlaps
 * between tensors, entries that are no tensor's, metadata that are no texts; and naming the first tensor
 * of a type that no tensor of ours holds.
 * @example
 * ```ts
 * import { decodeTensors } from '@puregrad/trainer';
 * decodeTensors(new Uint8Array(3))._tag; // => 'Left'
 * ```
 */
export const decodeTensors = (bytes: Uint8Array): Either<TensorFileError, TensorFile> => {
  if (bytes.length < PREFIX)
    return fail(`not a safetensors file: ${bytes.length} bytes are fewer than its first field`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (bytes[PREFIX] !== 0x7b)
    return fail("not a safetensors file: no header starts after its first 8 bytes ('{' expected)");
  if (PREFIX + length > bytes.length)
    return fail(
      `cut short: its header is ${length} bytes long, the whole file only ${bytes.length}`,
    );
  const text = bytes.subarray(PREFIX, PREFIX + length);
  const header = parseHeader(text);
  if (isLeft(header)) return header;

  const start = PREFIX + length;
  const { __metadata__: found = {}, ...rest } = header.right;
  if (!isText(found)) return fail('damaged: its metadata are not texts by name');
  const { crc32: checksum, ...metadata } = found;
  const entries = inOrder(rest, bytes.length - start);
  if (isLeft(entries)) return entries;
  if (checksum !== undefined && !(isChecksum(checksum) && isWhole(bytes, text, checksum)))
    return fail('damaged: its contents are not what its checksum says');

  const tensors: [string, Tensor][] = [];
  for (const [name, { dtype, shape, data_offsets: offsets }] of entries.right) {
    const type = elementTypes.get(dtype);
    if (type === undefined)
      return fail(`tensor '${name}' has dtype ${dtype}; ${KNOWN_TYPES} can be read`);
    const [from, to] = offsets;
    // An axis of length 0 must not hide a shape that no array has.
    const most = shape.reduce((product, n) => product * (n || 1), 1);
    const size = shape.includes(0) ? 0 : most;
    if (to - from !== size * type.bytes || !Number.isSafeInteger(most))
      return fail(
        `damaged: tensor '${name}' of shape [${shape.join(', ')}] does not take ${to - from} bytes`,
      );
    // Copied, for typed arrays need their own alignment; `slice` of Node's Buffer would not copy.
    const data = type.read(new Uint8Array(bytes.subarray(start + from, start + to)).buffer);
    if (data === undefined)
      return fail(`tensor '${name}' has ${dtype} numbers that int32 cannot hold; save it as F32`);
    tensors.push([name, adopt(data, shape)]);
  }
  return right({ tensors: Object.fromEntries(tensors.sort(byName)), metadata });
};

const byName = ([a]: readonly [string, Tensor], [b]: readonly [string, Tensor]): number =>
  a < b ? -1 : 1;
