/** A file inside of a zip file, as the central directory at its end lists it. */
export interface ZipMember {
  readonly name: string;
  /** The bytes as they are stored. */
  readonly stored: Uint8Array;
  readonly isDeflated: boolean;
  /** Of the bytes as they were. */
  readonly size: number;
  readonly crc: number;
}

/** Deflate shrinks nothing further: 258 bytes for two bits. */
const MOST_SHRINKING = 1032;

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** The real number stands in an extra field. */
const ELSEWHERE = 2 ** 32 - 1;

/**
 * The members of a zip file, one for each name, none inside of another, none larger than deflate can have
 * shrunk: so all of them together are at most 1,032 times as large as the file.
 *
 * @throws Error that says what is wrong with the file.
 * Source: PKWARE, *.ZIP File Format Specification*.
 */
export const zipMembers = (bytes: Uint8Array): readonly ZipMember[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const within = (at: number, length: number): number => {
    if (!(at >= 0 && at + length <= bytes.length)) throw new Error('it points beyond its end');
    return at;
  };
  const u16 = (at: number): number => view.getUint16(within(at, 2), true);
  const u32 = (at: number): number => view.getUint32(within(at, 4), true);
  const u64 = (at: number): number => Number(view.getBigUint64(within(at, 8), true));

  /** Sizes and offset of an entry; those of 64 bits stand in the field of type 1, in this order. */
  const places = (entry: number): readonly number[] => {
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

  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) throw new Error('it has no directory at its end');
  const members: ZipMember[] = [];
  const ranges: (readonly [from: number, to: number])[] = [];
  const names = new Set<string>();
  let entry = u32(end + 16);
  for (let left = u16(end + 10); left > 0; left--) {
    if (u32(entry) !== ENTRY) throw new Error('its directory is damaged');
    const [length, rest] = [u16(entry + 28), u16(entry + 30) + u16(entry + 32)];
    const name = new TextDecoder().decode(
      bytes.subarray(within(entry + 46, length), entry + 46 + length),
    );
    const member = `member ${JSON.stringify(name)}`;
    if (names.has(name)) throw new Error(`it has two of ${member}`);
    names.add(name);
    const [size, compressed, local] = places(entry) as [number, number, number];
    if (u32(local) !== LOCAL) throw new Error(`${member} is not where its directory says`);
    const start = local + 30 + u16(local + 26) + u16(local + 28);
    within(start, compressed);
    const method = u16(entry + 10);
    if (method !== 0 && method !== 8)
      throw new Error(`${member} is compressed by method ${method}; 0 and 8 are known`);
    if (method === 0 ? size !== compressed : size > MOST_SHRINKING * compressed)
      throw new Error(`${member} cannot be of ${size} bytes, stored in ${compressed}`);
    ranges.push([local, start + compressed]);
    members.push({
      name,
      stored: bytes.subarray(start, start + compressed),
      isDeflated: method === 8,
      size,
      crc: u32(entry + 16),
    });
    entry += 46 + length + rest;
  }
  ranges.sort(([a], [b]) => a - b);
  if (ranges.some(([from], i) => i > 0 && from < ranges[i - 1]![1]))
    throw new Error('its members overlap');
  return members;
};
