/** A file in a zip file, as listed in the central directory at its end. */
export interface ZipMember {
  readonly name: string;
  /** The stored bytes. */
  readonly stored: Uint8Array;
  readonly isDeflated: boolean;
  /** The checksum of the original bytes. */
  readonly size: number;
  readonly crc: number;
}

/** The maximum compression ratio of deflate: 258 bytes for two bits. */
const MOST_SHRINKING = 1032;

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** The marker of a number that is stored in an extra field. */
const ELSEWHERE = 2 ** 32 - 1;

/** Readers of little-endian numbers and ranges of the bytes, which throw outside of them. */
interface Reader {
  readonly within: (at: number, length: number) => Uint8Array;
  readonly u16: (at: number) => number;
  readonly u32: (at: number) => number;
  readonly u64: (at: number) => number;
}

const readerOf = (bytes: Uint8Array): Reader => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const require = (at: number, length: number): number => {
    if (!(at >= 0 && at + length <= bytes.length)) throw new Error('it points beyond its end');
    return at;
  };
  return {
    within: (at, length) => bytes.subarray(require(at, length), at + length),
    u16: (at) => view.getUint16(require(at, 2), true),
    u32: (at) => view.getUint32(require(at, 4), true),
    u64: (at) => Number(view.getBigUint64(require(at, 8), true)),
  };
};

/** Sizes and offset of an entry. Those of 64 bits are in the extra field of type 1, in this order. */
const placesOf = ({ u16, u32, u64 }: Reader, entry: number): readonly number[] => {
  const fields = [u32(entry + 24), u32(entry + 20), u32(entry + 42)];
  let at = entry + 46 + u16(entry + 28);
  const end = at + u16(entry + 30);
  while (at + 4 <= end && u16(at) !== 1) at += 4 + u16(at + 2);
  at += 4;
  return fields.map((field) => {
    if (field !== ELSEWHERE) return field;
    at += 8;
    return at > end ? field : u64(at - 8);
  });
};

/** An entry of the directory: its member, where the member's bytes are, and where the next entry is. */
interface Entry {
  readonly member: ZipMember;
  readonly from: number;
  readonly to: number;
  readonly next: number;
}

const readEntry = (reader: Reader, entry: number): Entry => {
  const { within, u16, u32 } = reader;
  if (u32(entry) !== ENTRY) throw new Error('its directory is damaged');
  const length = u16(entry + 28);
  const name = new TextDecoder().decode(within(entry + 46, length));
  const shown = showMember(name);
  const [size, compressed, from] = placesOf(reader, entry) as [number, number, number];
  if (u32(from) !== LOCAL) throw new Error(`${shown} is not where its directory says`);
  const start = from + 30 + u16(from + 26) + u16(from + 28);
  const stored = within(start, compressed);
  const method = u16(entry + 10);
  if (method !== 0 && method !== 8)
    throw new Error(`${shown} is compressed by method ${method}; 0 and 8 are known`);
  if (method === 0 ? size !== compressed : size > MOST_SHRINKING * compressed)
    throw new Error(`${shown} cannot be of ${size} bytes, stored in ${compressed}`);
  return {
    member: { name, stored, isDeflated: method === 8, size, crc: u32(entry + 16) },
    from,
    to: start + compressed,
    next: entry + 46 + length + u16(entry + 30) + u16(entry + 32),
  };
};

const showMember = (name: string): string => `member ${JSON.stringify(name)}`;

/** The position of the record that ends the file. */
const findEnd = (bytes: Uint8Array, { u32 }: Reader): number => {
  let end = bytes.length - 22;
  while (end >= 0 && u32(end) !== END) end--;
  if (end < 0) throw new Error('it has no directory at its end');
  return end;
};

/**
 * The members of a zip file, with different names, without overlaps, and none larger than deflate can
 * compress to its size, so all of them together are at most 1,032 times as large as the file.
 *
 * @throws Error with the fault of the file.
 * Source: PKWARE, *.ZIP File Format Specification*.
 */
export const zipMembers = (bytes: Uint8Array): readonly ZipMember[] => {
  const reader = readerOf(bytes);
  const end = findEnd(bytes, reader);
  const entries: Entry[] = [];
  const names = new Set<string>();
  let at = reader.u32(end + 16);
  for (let left = reader.u16(end + 10); left > 0; left--) {
    const entry = readEntry(reader, at);
    const { name } = entry.member;
    if (names.has(name)) throw new Error(`it has two of ${showMember(name)}`);
    names.add(name);
    entries.push(entry);
    at = entry.next;
  }
  const inOrder = [...entries].sort((a, b) => a.from - b.from);
  if (inOrder.some(({ from }, i) => i > 0 && from < inOrder[i - 1]!.to))
    throw new Error('its members overlap');
  return entries.map(({ member }) => member);
};
