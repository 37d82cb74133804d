import { gunzipSync, gzipSync } from 'node:zlib';
import { onBytes } from './bytes.ts';
import type { Mutation } from './mutation.ts';

/** A mutation of what is inside; of what is not gzipped, a mutation of the whole. */
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
