import { TableFault } from './table-fault.ts';

/** Bytes in, text out, in parts that may be cut anywhere. */
export interface PartDecoder {
  readonly push: (bytes: Uint8Array) => string;
  readonly end: () => string;
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** The number of bytes that tell the encoding. */
const HEAD = 1024;

/** The encoding by the mark of the order of bytes, or by the zeros of UTF-16, more in one byte of two than in the other. */
const encodingOf = (head: Uint8Array): Encoding => {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (const [i, byte] of head.entries()) if (byte === 0) zeros[i % 2]!++;
  const [even, odd] = zeros as [number, number];
  const many = Math.max(2, head.length / 16);
  if (odd > many && odd > even) return 'utf-16le';
  if (even > many && even > odd) return 'utf-16be';
  return 'utf-8';
};

/** A decoder of UTF-8 and UTF-16, without the mark of the order of bytes. It throws a TableFault for other bytes. */
export const partDecoder = (source: string): PartDecoder => {
  let decoder: TextDecoder | undefined;
  let head: Uint8Array = new Uint8Array(0);
  const decode = (bytes: Uint8Array, isLast: boolean): string => {
    decoder ??= new TextDecoder(encodingOf(bytes.subarray(0, HEAD)), { fatal: true });
    try {
      return decoder.decode(bytes, { stream: !isLast });
    } catch {
      const encoding = decoder.encoding === 'utf-8' ? 'UTF-8' : 'UTF-16';
      throw new TableFault({
        _tag: 'NotText',
        source,
        message: `${source} is not text in ${encoding}; save it in that encoding`,
      });
    }
  };
  const withHead = (bytes: Uint8Array): Uint8Array => {
    const whole = new Uint8Array(head.length + bytes.length);
    whole.set(head);
    whole.set(bytes, head.length);
    head = new Uint8Array(0);
    return whole;
  };
  return {
    push: (bytes) => {
      if (decoder !== undefined) return decode(bytes, false);
      const whole = withHead(bytes);
      if (whole.length >= HEAD) return decode(whole, false);
      head = whole;
      return '';
    },
    end: () => decode(decoder === undefined ? withHead(new Uint8Array(0)) : head, true),
  };
};
