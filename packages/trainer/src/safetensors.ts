import {
  ArgumentError,
  adopt,
  type DType,
  type NumericArray,
  type Tensor,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { elementTypes, KNOWN_TYPES } from './element-types.ts';
import {
  fail,
  inOrder,
  isText,
  PREFIX,
  parseHeader,
  type TensorFileError,
} from './safetensors-header.ts';
import { BLANK, isWhole, sealOf, sealPosition } from './safetensors-seal.ts';

export type { TensorFileError };

/** The contents of a safetensors file: named tensors, and metadata as named texts. */
export interface TensorFile {
  readonly tensors: { readonly [name: string]: Tensor };
  readonly metadata: { readonly [name: string]: string };
}

const CODES: { readonly [D in DType]: string } = { float32: 'F32', float64: 'F64', int32: 'I32' };

/** A tensor's elements as bytes, without a copy if possible. */
export const bytesOf = (tensor: Tensor): Uint8Array => {
  const data = tensor.data as NumericArray;
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
};

/**
 * The bytes of a safetensors file: the header length in eight bytes, a JSON header, and the elements in
 * little-endian order. Names are sorted, so equal tensors give equal bytes. The metadata receive a `crc32` of
 * the whole file, by which `decodeTensors` detects damage; other readers ignore it.
 *
 * Source: the format's description at https://github.com/huggingface/safetensors.
 *
 * @throws ArgumentError if the metadata contain the name `crc32`, which is reserved for the checksum.
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
  // Elements start at a multiple of eight bytes, so that readers can map them into memory.
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

/**
 * Reads a safetensors file.
 *
 * F32, F64 and I32 tensors keep their types. F16 and BF16 become float32, which represents each of their
 * numbers; BOOL and the integers I8 to I16, U8 to U16 become int32, and so do U32, I64 and U64 if every number
 * fits. Metadata are texts; a `crc32` of eight hexadecimal digits is the file's checksum.
 *
 * @returns Left with the reason if the bytes are not a safetensors file, are cut short, or are damaged (gaps or
 * overlaps between tensors, entries that do not describe a tensor, metadata that are not texts); or naming the
 * first tensor whose type is not supported.
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
  if (!isText(found)) return fail('damaged: its metadata are not named texts');
  const { crc32: checksum, ...metadata } = found;
  const entries = inOrder(rest, bytes.length - start);
  if (isLeft(entries)) return entries;
  if (checksum !== undefined && !isWhole(bytes, text, checksum))
    return fail('damaged: its contents do not match its checksum');

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
    // A copy, because typed arrays need their own alignment. `slice` of Node's Buffer would not copy.
    const data = type.read(new Uint8Array(bytes.subarray(start + from, start + to)).buffer);
    if (data === undefined)
      return fail(`tensor '${name}' has ${dtype} numbers that int32 cannot hold; save it as F32`);
    tensors.push([name, adopt(data, shape)]);
  }
  return right({ tensors: Object.fromEntries(tensors.sort(byName)), metadata });
};

const byName = ([a]: readonly [string, Tensor], [b]: readonly [string, Tensor]): number =>
  a < b ? -1 : 1;
