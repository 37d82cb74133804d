import { expectTypeOf, it } from 'vitest';
import type { encodeNpy } from './encode-npy.ts';
import type { encodeNpz } from './encode-npz.ts';

it('bytes that are returned are of a buffer that is not shared, as Response and Blob want them', () => {
  expectTypeOf<ReturnType<typeof encodeNpy>>().toEqualTypeOf<Uint8Array<ArrayBuffer>>();
  expectTypeOf<ReturnType<typeof encodeNpz>>().toEqualTypeOf<Uint8Array<ArrayBuffer>>();
});
