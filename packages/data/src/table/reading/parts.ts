/** Bytes in parts of any size. */
export type Parts = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Parts whose first bytes are known. */
export interface Peeked {
  /** The first bytes: at least as many as were wanted, if there are as many. */
  readonly head: Uint8Array;
  /** All parts, the first bytes included. */
  readonly all: AsyncIterable<Uint8Array>;
  /** Closes the source, whether the parts were used or not. */
  readonly close: () => void;
}

async function* partByPart(parts: Parts): AsyncGenerator<Uint8Array> {
  yield* parts;
}

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
};

/** Reads the first bytes of a source, which stay a part of it. */
export const peek = async (parts: Parts, count: number): Promise<Peeked> => {
  const rest = partByPart(parts);
  let head = new Uint8Array(0) as Uint8Array;
  while (head.length < count) {
    const { done, value } = await rest.next();
    if (done) break;
    head = head.length === 0 ? value : joined(head, value);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield head;
    yield* rest;
  }
  return { head, all: all(), close: () => void rest.return(undefined) };
};

/** All bytes of a source; undefined if there are more than a maximum. */
export const wholeOf = async (parts: Parts, most: number): Promise<Uint8Array | undefined> => {
  const kept: Uint8Array[] = [];
  let length = 0;
  for await (const part of parts) {
    kept.push(part);
    length += part.length;
    if (length > most) return undefined;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of kept) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};
