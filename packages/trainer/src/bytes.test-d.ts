import { describe, expectTypeOf, it } from 'vitest';
import type { encodeCheckpoint } from './checkpoint.ts';
import type { encodeModel } from './model.ts';
import type { encodeTensors } from './safetensors.ts';

describe('bytes that are returned', () => {
  it('are of a buffer that is not shared, as Response, Blob and WebCrypto want them', () => {
    type Bytes = Uint8Array<ArrayBuffer>;
    expectTypeOf<ReturnType<typeof encodeModel>>().toEqualTypeOf<Bytes>();
    expectTypeOf<ReturnType<typeof encodeTensors>>().toEqualTypeOf<Bytes>();
    expectTypeOf<ReturnType<typeof encodeCheckpoint>>().toEqualTypeOf<Bytes>();
    expectTypeOf<Bytes>().toExtend<BodyInit>();
  });
});
