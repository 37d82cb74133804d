import { adopt, type DType, type NumericArray, type Tensor } from '@puregrad/tensors';
import { type Either, left, right } from 'fp-ts/lib/Either.js';
import { crc32 } from './crc32.ts';

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

const bytesOf = (tensor: Tensor): Uint8Array => {
  const data = tensor.data as NumericArray;
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
};

/** Stands for the checksum while it is computed. */
const BLANK = '00000000';

/** Where the checksum stands in the file, given its header. */
const sealPosition = (header: Uint8Array): number => {
  const mark = '"crc32":"';
  return PREFIX + new TextDecoder('latin1').decode(header).indexOf(mark) + mark.length;
};

/** The checksum of a file whose own is blank, as eight hexadecimal digits. */
const sealOf = (bytes: Uint8Array): Uint8Array =>
  new TextEncoder().encode(crc32(bytes).toString(16).padStart(BLANK.length, '0'));

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
 * @example
 * ```ts
 * import { tensor } from '@puregrad/tensors';
 * import { decodeTensors, encodeTensors } from '@puregrad/trainer';
 * const bytes = encodeTensors({ tensors: { x: tensor([1, 2]) }, metadata: {} });
 * decodeTensors(bytes)._tag; // => 'Right'
 * ```
 */
export const encodeTensors = ({ tensors, metadata }: TensorFile): Uint8Array => {
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
    __metadata__: { crc32: BLANK, ...metadata },
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
    [shape, offsets].every((list) => Array.isArray(list) && list.every(Number.isSafeInteger)) &&
    offsets?.length === 2
  );
};

const parseHeader = (text: string): Record<string, unknown> | undefined => {
  try {
    const header: unknown = JSON.parse(text);
    return typeof header === 'object' && header !== null && !Array.isArray(header)
      ? (header as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Reads a safetensors file of F32, F64 and I32 tensors; says what is wrong with any other bytes.
 *
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
  const header = parseHeader(new TextDecoder().decode(text));
  if (header === undefined) return fail('not a safetensors file: its header is not JSON');

  const start = PREFIX + length;
  const { __metadata__: found = {}, ...entries } = header;
  const { crc32: checksum, ...metadata } = found as Record<string, string>;
  const tensors: Record<string, Tensor> = {};
  let end = start;
  for (const [name, entry] of Object.entries(entries)) {
    if (!isEntry(entry)) return fail(`damaged: the header's entry '${name}' is not a tensor's`);
    const dtype = (Object.keys(CODES) as DType[]).find((known) => CODES[known] === entry.dtype);
    if (dtype === undefined)
      return fail(`tensor '${name}' has dtype ${entry.dtype}; F32, F64 and I32 can be read`);
    const [from, to] = entry.data_offsets;
    end = Math.max(end, start + to);
    if (start + to > bytes.length)
      return fail(
        `cut short: tensor '${name}' ends at byte ${start + to}, the file at byte ${bytes.length}`,
      );
    const size = entry.shape.reduce((product, n) => product * n, 1);
    if (from < 0 || to - from !== size * (dtype === 'float64' ? 8 : 4))
      return fail(
        `damaged: tensor '${name}' of shape [${entry.shape.join(', ')}] does not take ${to - from} bytes`,
      );
    // Copied, for typed arrays need their own alignment; `slice` of Node's Buffer would not copy.
    const { buffer } = new Uint8Array(bytes.subarray(start + from, start + to));
    const data =
      dtype === 'float32'
        ? new Float32Array(buffer)
        : dtype === 'float64'
          ? new Float64Array(buffer)
          : new Int32Array(buffer);
    tensors[name] = adopt(data, entry.shape);
  }
  if (checksum !== undefined && !isWhole(bytes, text, checksum))
    return fail('damaged: its contents are not what its checksum says');
  if (end !== bytes.length)
    return fail(`damaged: ${bytes.length - end} bytes follow its last tensor`);
  return right({ tensors, metadata });
};
