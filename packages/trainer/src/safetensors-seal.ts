import { crc32 } from './crc32.ts';
import { PREFIX } from './safetensors-header.ts';

/** The placeholder for the checksum while it is computed. */
export const BLANK = '00000000';

/** The position of the checksum in the file, given its header. No JSON text contains unescaped quotes. */
export const sealPosition = (header: Uint8Array): number => {
  const mark = '"crc32":"';
  return PREFIX + new TextDecoder('latin1').decode(header).indexOf(mark) + mark.length;
};

/** The checksum of a file that contains the placeholder, as eight hexadecimal digits. */
export const sealOf = (bytes: Uint8Array): Uint8Array =>
  new TextEncoder().encode(crc32(bytes).toString(16).padStart(BLANK.length, '0'));

/** Whether a file agrees with its checksum of eight hexadecimal digits. */
export const isWhole = (bytes: Uint8Array, header: Uint8Array, checksum: string): boolean => {
  if (!/^[0-9a-f]{8}$/.test(checksum)) return false;
  const blanked = new Uint8Array(bytes);
  blanked.set(new TextEncoder().encode(BLANK), sealPosition(header));
  return new TextDecoder().decode(sealOf(blanked)) === checksum;
};
