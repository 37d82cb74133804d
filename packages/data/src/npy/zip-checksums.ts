/** CRC-32 by member, as the central directory at the end of a zip file lists them. */
export const zipChecksums = (bytes: Uint8Array): ReadonlyMap<string, number> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  const checksums = new Map<string, number>();
  let entry = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const name = view.getUint16(entry + 28, true);
    const rest = view.getUint16(entry + 30, true) + view.getUint16(entry + 32, true);
    checksums.set(
      new TextDecoder().decode(bytes.subarray(entry + 46, entry + 46 + name)),
      view.getUint32(entry + 16, true),
    );
    entry += 46 + name + rest;
  }
  return checksums;
};

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++)
    remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  return remainder;
});

/** CRC-32, polynomial 0xEDB88320, as in zip and gzip. */
export const crc32 = (bytes: Uint8Array): number => {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
};
