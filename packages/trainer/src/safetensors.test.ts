import { tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { decodeTensors, encodeTensors, type TensorFile } from './safetensors.ts';

const file: TensorFile = {
  tensors: {
    b: tensor([[1.5, -2, 3]]),
    a: tensor([1, 2, 3], { dtype: 'int32' }),
    empty: tensor([], { shape: [0, 4] }),
    precise: tensor([0.1], { dtype: 'float64' }),
    scalar: tensor(7),
  },
  metadata: { format: 'test', note: 'ü' },
};

const decoded = (bytes: Uint8Array): TensorFile => {
  const result = decodeTensors(bytes);
  if (result._tag === 'Left') throw new Error(result.left.message);
  return result.right;
};

const refusal = (bytes: Uint8Array): string => {
  const result = decodeTensors(bytes);
  if (result._tag === 'Right') throw new Error('accepted');
  return result.left.message;
};

/** A file with this header, an object or its text, and this many bytes of elements. */
const withHeader = (header: unknown, size: number): Uint8Array => {
  const text = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + text.length + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
};

describe('safetensors', () => {
  it('come back as they went', () => {
    const again = decoded(encodeTensors(file));
    expect(again.metadata).toEqual(file.metadata);
    expect(Object.keys(again.tensors)).toEqual(['a', 'b', 'empty', 'precise', 'scalar']);
    for (const [name, { dtype, shape, data }] of Object.entries(file.tensors)) {
      expect(again.tensors[name]).toMatchObject({ dtype, shape });
      expect([...again.tensors[name]!.data]).toEqual([...data]);
    }
  });

  it('read from any offset of a larger buffer', () => {
    const bytes = encodeTensors(file);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect([...decoded(shifted.subarray(3)).tensors.b!.data]).toEqual([1.5, -2, 3]);
  });

  it('follow the format: a little-endian length, JSON, elements from a multiple of eight', () => {
    const bytes = encodeTensors({ tensors: { x: tensor([1]) }, metadata: {} });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
      __metadata__: { crc32: expect.stringMatching(/^[0-9a-f]{8}$/) },
      x: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
    });
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f]);
  });

  it('with any single byte changed are refused, but where the checksum’s own name is hit', () => {
    const bytes = encodeTensors(file);
    const name = new TextDecoder('latin1').decode(bytes).indexOf('"crc32"');
    for (let i = 0; i < bytes.length; i++) {
      const damaged = bytes.slice();
      damaged[i]! ^= 0x04;
      const harmless = name < i && i < name + '"crc32"'.length - 1;
      expect(decodeTensors(damaged)._tag).toBe(harmless ? 'Right' : 'Left');
    }
  });

  it('cut short anywhere are refused, never read', () => {
    const bytes = encodeTensors(file);
    for (let length = 0; length < bytes.length; length++)
      expect(refusal(bytes.subarray(0, length))).toMatch(/not a safetensors file|cut short/);
  });

  const f32 = (shape: unknown, offsets: unknown) => ({
    x: { dtype: 'F32', shape, data_offsets: offsets },
  });
  const refused: { readonly [what: string]: readonly [Uint8Array, string] } = {
    'other files': [new TextEncoder().encode('%PDF-1.7 and so on'), 'not a safetensors file'],
    'a header that is not JSON': [
      Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7b),
      'its header is not JSON',
    ],
    'an entry that is not a tensor': [
      withHeader({ x: 7 }, 0),
      "entry 'x' does not describe a tensor",
    ],
    'an unknown dtype': [
      withHeader({ x: { dtype: 'F8_E4M3', shape: [1], data_offsets: [0, 1] } }, 1),
      "tensor 'x' has dtype F8_E4M3; F32, F64, I32, F16",
    ],
    'a shape that does not fill its bytes': [
      withHeader(f32([3], [0, 8]), 8),
      "tensor 'x' of shape [3] does not take 8 bytes",
    ],
    'negative offsets': [withHeader(f32([1], [-4, 0]), 0), "entry 'x' does not describe a tensor"],
    'negative lengths': [
      withHeader(f32([-1, -1], [0, 4]), 4),
      "entry 'x' does not describe a tensor",
    ],
    'an end before the start': [
      withHeader(f32([1], [0, -4]), 0),
      "entry 'x' does not describe a tensor",
    ],
    'holes between tensors': [
      withHeader(
        { ...f32([1], [0, 4]), y: { dtype: 'F32', shape: [1], data_offsets: [8, 12] } },
        12,
      ),
      "tensor 'y' begins at byte 8 of the elements, not at 4",
    ],
    'tensors that overlap': [
      withHeader({ ...f32([2], [0, 8]), y: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, 8),
      "tensor 'y' begins at byte 4 of the elements, not at 8",
    ],
    'metadata that are null': [withHeader({ __metadata__: null }, 0), 'not named texts'],
    'metadata that are a list': [withHeader({ __metadata__: ['a'] }, 0), 'not named texts'],
    'metadata with a number': [withHeader({ __metadata__: { a: 1 } }, 0), 'not named texts'],
    'an invalid checksum': [
      withHeader({ __metadata__: { crc32: '' } }, 0),
      'do not match its checksum',
    ],
    'an integer beyond int32': [
      withHeader({ x: { dtype: 'U32', shape: [3], data_offsets: [0, 12] } }, 12).map(
        (byte, i, all) => (i === all.length - 1 ? 0x80 : byte),
      ),
      "tensor 'x' has U32 numbers that int32 cannot hold",
    ],
    'a shape of fractions': [
      withHeader(f32([0.5], [0, 2]), 2),
      "entry 'x' does not describe a tensor",
    ],
    'a length of -0': [
      withHeader('{"x":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}}', 0),
      "entry 'x' does not describe a tensor",
    ],
    'a shape beyond safe integers, times 0': [
      withHeader(f32([2 ** 53 - 1, 2 ** 53 - 1, 0], [0, 0]), 0),
      "tensor 'x' of shape [9007199254740991, 9007199254740991, 0] does not take 0 bytes",
    ],
    'a tensor that is there twice': [
      withHeader(
        '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}',
        4,
      ),
      'its header repeats a name',
    ],
    'a tensor with two types': [
      withHeader('{"x":{"dtype":"F32","dtype":"I32","shape":[1],"data_offsets":[0,4]}}', 4),
      'its header repeats a name',
    ],
    'metadata with a name twice, once escaped': [
      withHeader('{"__metadata__":{"a":"1","\\u0061":"2"}}', 0),
      'its header repeats a name',
    ],
    'a header that is not UTF-8': [
      withHeader('{"?":1}', 0).map((byte) => (byte === 0x3f ? 0xff : byte)),
      'its header is not JSON',
    ],
    'bytes at the end': [withHeader(f32([1], [0, 4]), 9), '5 bytes follow its last tensor'],
  };
  for (const [what, [bytes, message]] of Object.entries(refused))
    it(`refuse ${what}`, () => {
      expect(refusal(bytes)).toContain(message);
    });

  it('metadata called crc32 do not destroy their own file: they are refused when it is written', () => {
    expect(() => encodeTensors({ tensors: {}, metadata: { crc32: 'abc', a: 'b' } })).toThrow(
      "metadata may not be called 'crc32'",
    );
  });

  it('texts that look like names do not count as names', () => {
    const metadata = { a: '"b":', c: '\\":\\', 'd":"': '{"a":1,"a":2}' };
    expect(decoded(encodeTensors({ tensors: { 'e:"': tensor(1) }, metadata })).metadata).toEqual(
      metadata,
    );
  });

  it('a tensor called __proto__ comes back', () => {
    const tensors = Object.fromEntries([['__proto__', tensor([1, 2])]]);
    const again = decoded(encodeTensors({ tensors, metadata: {} }));
    expect(Object.keys(again.tensors)).toEqual(['__proto__']);
  });

  it.each([
    ['F16', [0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0x00, 0x7c], [1, -2, 2 ** -24, Infinity]],
    ['BF16', [0x80, 0x3f, 0x00, 0xc0, 0x80, 0x7f, 0x00, 0x80], [1, -2, Infinity, -0]],
    ['I64', [7, 0, 0, 0, 0, 0, 0, 0], [7]],
    ['U64', [7, 0, 0, 0, 0, 0, 0, 0], [7]],
    ['U32', [7, 0, 0, 0], [7]],
    ['I16', [0xff, 0xff, 1, 0], [-1, 1]],
    ['U16', [0xff, 0xff], [65535]],
    ['I8', [0xff], [-1]],
    ['U8', [0xff, 2], [255, 2]],
    ['BOOL', [1, 0], [1, 0]],
  ])('of type %s, as PyTorch writes them, hold the same numbers', (dtype, elements, numbers) => {
    const bytes = withHeader(
      { x: { dtype, shape: [numbers.length], data_offsets: [0, elements.length] } },
      elements.length,
    );
    bytes.set(elements, bytes.length - elements.length);
    expect([...decoded(bytes).tensors.x!.data]).toEqual(numbers);
  });
});
