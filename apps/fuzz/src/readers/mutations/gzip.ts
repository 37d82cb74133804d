import { gunzipSync, gzipSync } from 'node:zlib';
import { onBytes } from './bytes.ts';
import type { Mutation } from './mutation.ts';

/** A mutation of the decompressed contents, or of the whole file if it is not gzipped. */
export const insideGzip =
  (mutations: readonly Mutation[]): Mutation =>
  (bytes, random, others) => {
    let inner: Uint8Array | undefined;
    try {
      inner = gunzipSync(bytes, { maxOutputLength: 2 ** 20 });
    } catch {
      return random.pick([...mutations, ...onBytes])(bytes, random, others);
    }
    return gzipSync(random.pick([...mutations, ...onBytes])(inner, random, [inner]));
  };
