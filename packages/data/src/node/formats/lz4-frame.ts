const MAGIC = 0x184d2204;
/** Blocks refer to at most so many bytes before them. */
const WINDOW = 2 ** 16;

const damaged = (): Error => new Error('its LZ4 data are damaged');

/** Bytes that grow as they are written. */
interface Output {
  bytes: Uint8Array;
  length: number;
}

const reserve = (output: Output, more: number): void => {
  if (output.length + more <= output.bytes.length) return;
  const grown = new Uint8Array(Math.max(output.length + more, 2 * output.bytes.length));
  grown.set(output.bytes.subarray(0, output.length));
  output.bytes = grown;
};

const append = (output: Output, bytes: Uint8Array): void => {
  reserve(output, bytes.length);
  output.bytes.set(bytes, output.length);
  output.length += bytes.length;
};

/** Appends bytes from `offset` before the end, which may overlap with what is appended. */
const repeat = (output: Output, offset: number, length: number, first: number): void => {
  if (offset === 0 || offset > output.length - first) throw damaged();
  reserve(output, length);
  const { bytes } = output;
  for (let i = 0; i < length; i++) {
    bytes[output.length] = bytes[output.length - offset]!;
    output.length++;
  }
};

/** A length of four bits, which goes on in further bytes if all four are set. */
const lengthAt = (block: Uint8Array, at: number, start: number): readonly [number, number] => {
  let [length, next] = [start, at];
  if (start < 15) return [length, next];
  for (;;) {
    const byte = block[next++];
    if (byte === undefined) throw damaged();
    length += byte;
    if (byte < 255) return [length, next];
  }
};

/** Appends a block: literal bytes and repetitions in turn. */
const appendBlock = (output: Output, block: Uint8Array, first: number): void => {
  let at = 0;
  while (at < block.length) {
    const token = block[at]!;
    const [literals, start] = lengthAt(block, at + 1, token >> 4);
    if (start + literals > block.length) throw damaged();
    append(output, block.subarray(start, start + literals));
    at = start + literals;
    if (at === block.length) return;
    if (at + 2 > block.length) throw damaged();
    const offset = block[at]! + 256 * block[at + 1]!;
    const [length, next] = lengthAt(block, at + 2, token & 15);
    repeat(output, offset, length + 4, first);
    at = next;
  }
};

/**
 * The content of a frame of LZ4, by https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md. Checksums are not
 * verified. It throws an Error for damaged data.
 */
export const decodeLz4Frame = (frame: Uint8Array): Uint8Array => {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 11 || view.getUint32(0, true) !== MAGIC) throw damaged();
  const flags = frame[4]!;
  const hasBlockSums = (flags & 0x10) !== 0;
  const isLinked = (flags & 0x20) === 0;
  if (flags >> 6 !== 1 || (flags & 1) !== 0) throw damaged();
  let at = 7 + ((flags & 0x08) === 0 ? 0 : 8);
  const output: Output = { bytes: new Uint8Array(4 * frame.length), length: 0 };
  for (;;) {
    if (at + 4 > frame.length) throw damaged();
    const header = view.getUint32(at, true);
    if (header === 0) return output.bytes.subarray(0, output.length);
    const size = header & 0x7fffffff;
    const block = frame.subarray(at + 4, at + 4 + size);
    if (block.length < size) throw damaged();
    if (header >= 0x80000000) append(output, block);
    else appendBlock(output, block, isLinked ? Math.max(0, output.length - WINDOW) : output.length);
    at += 4 + size + (hasBlockSums ? 4 : 0);
  }
};
