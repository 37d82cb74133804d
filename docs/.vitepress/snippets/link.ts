/** A changed snippet in an address: `#snippet=2&code=…`, compressed. */
interface Shared {
  readonly number: number;
  readonly code: string;
}

const through = async (bytes: Uint8Array, by: CompressionStream | DecompressionStream) =>
  new Uint8Array(
    await new Response(new Blob([bytes as BlobPart]).stream().pipeThrough(by)).arrayBuffer(),
  );

export const toHash = async (number: number, code: string): Promise<string> => {
  const bytes = await through(new TextEncoder().encode(code), new CompressionStream('deflate-raw'));
  const text = btoa(String.fromCharCode(...bytes));
  return `#snippet=${number}&code=${text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
};

/** Undefined for any other hash, and for one that is damaged. */
export const fromHash = async (hash: string): Promise<Shared | undefined> => {
  const [, number, text] = /^#snippet=(\d+)&code=([\w-]+)$/.exec(hash) ?? [];
  if (number === undefined || text === undefined) return undefined;
  try {
    const packed = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(packed, (char) => char.charCodeAt(0));
    const code = await through(bytes, new DecompressionStream('deflate-raw'));
    return { number: Number(number), code: new TextDecoder().decode(code) };
  } catch {
    return undefined;
  }
};
