import fc from 'fast-check';
import { isRight, left, right } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { type IdxValues, parseIdx } from './parse-idx.ts';
import { encodeIdx } from './testing/encode-idx.ts';

/** Big-endian bytes of numbers, written by the platform. */
const bytesOf = (width: number, write: (view: DataView, i: number) => void, count: number) => {
  const view = new DataView(new ArrayBuffer(width * count));
  for (let i = 0; i < count; i++) write(view, i);
  return [...new Uint8Array(view.buffer)];
};

const errorOf = (bytes: Uint8Array) => {
  const result = parseIdx(bytes, { source: 'a/file' });
  if (isRight(result)) throw new Error('parsed, though it is damaged');
  return result.left;
};

describe('parseIdx', () => {
  test.each<[number, IdxValues, number[]]>([
    [0x08, Uint8Array.of(0, 128, 255), [0, 128, 255]],
    [0x09, Int8Array.of(0, -128, 127), [0, 128, 127]],
    [0x0b, Int16Array.of(-2, 300, 5), bytesOf(2, (v, i) => v.setInt16(2 * i, [-2, 300, 5][i]!), 3)],
    [
      0x0c,
      Int32Array.of(-70000, 2 ** 31 - 1, 1),
      bytesOf(4, (v, i) => v.setInt32(4 * i, [-70000, 2 ** 31 - 1, 1][i]!), 3),
    ],
    [
      0x0d,
      Float32Array.of(0.1, -1e30, 3),
      bytesOf(4, (v, i) => v.setFloat32(4 * i, [0.1, -1e30, 3][i]!), 3),
    ],
    [
      0x0e,
      Float64Array.of(0.1, -1e300, 3),
      bytesOf(8, (v, i) => v.setFloat64(8 * i, [0.1, -1e300, 3][i]!), 3),
    ],
  ])('reads type %i', (type, values, bytes) => {
    expect(parseIdx(encodeIdx(type, [3], bytes))).toStrictEqual(right({ shape: [3], values }));
  });

  test('any array of bytes comes back, also from the middle of a buffer, and is a copy', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
        fc.nat(9),
        fc.nat(1000),
        (shape, offset, seed) => {
          const count = shape.reduce((size, length) => size * length, 1);
          const elements = Array.from({ length: count }, (_, i) => (i * 7 + seed) % 256);
          const file = encodeIdx(8, shape, elements);
          const buffer = new Uint8Array(offset + file.length);
          buffer.set(file, offset);
          const parsed = parseIdx(buffer.subarray(offset));
          buffer.fill(0);
          expect(parsed).toStrictEqual(right({ shape, values: Uint8Array.from(elements) }));
        },
      ),
    );
  });

  test('lengths above 255 are big-endian', () => {
    const parsed = parseIdx(encodeIdx(8, [2, 258], new Array(516).fill(1)));
    expect(isRight(parsed) && parsed.right.shape).toEqual([2, 258]);
  });

  test('an empty file', () => {
    expect(errorOf(new Uint8Array())).toMatchObject({
      _tag: 'EmptyFile',
      message: expect.stringContaining('a/file is empty'),
    });
  });

  test('another format, whichever of the first bytes tells', () => {
    expect(errorOf(Uint8Array.of(0x89, 0x50, 0x4e, 0x47))).toMatchObject({
      _tag: 'NotIdx',
      message: expect.stringContaining('a/file is not an IDX file: it starts with 0x89 0x50'),
    });
    expect(errorOf(Uint8Array.of(0, 1, 8, 1, 0, 0, 0, 0))._tag).toBe('NotIdx');
    expect(errorOf(Uint8Array.of(1))._tag).toBe('NotIdx');
    expect(errorOf(Uint8Array.of(0x1f, 0x8b, 8, 0)).message).toContain('decompress');
  });

  test('an unknown type', () => {
    expect(errorOf(encodeIdx(0x0a, [1], [1]))).toMatchObject({
      _tag: 'UnsupportedType',
      type: 0x0a,
      message: expect.stringContaining(
        '0x0a (byte 2), which IDX does not define; expected one of 0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e',
      ),
    });
  });

  test('an unknown type of a file that ends with its header', () => {
    expect(errorOf(Uint8Array.of(0, 0, 0x0a, 0))).toMatchObject({ _tag: 'UnsupportedType' });
  });

  test('every cut is noticed', () => {
    const whole = encodeIdx(8, [2, 3], [1, 2, 3, 4, 5, 6]);
    for (let length = 1; length < whole.length; length++) {
      const error = errorOf(whole.subarray(0, length));
      expect(error._tag).toBe('Truncated');
      expect(error).toMatchObject({ actual: length });
    }
    expect(errorOf(whole.subarray(0, 17))).toMatchObject({
      expected: 18,
      message:
        'a/file is cut short: expected 18 bytes for shape [2, 3] at 1 bytes an element, got 17; fetch the file again',
    });
    expect(errorOf(whole.subarray(0, 9))).toMatchObject({ expected: 12 });
  });

  test('absurd lengths are a cut file, not an allocation', () => {
    const huge = 2 ** 32 - 1;
    expect(errorOf(encodeIdx(14, [huge, huge, huge], []))._tag).toBe('Truncated');
  });

  test('bytes too many', () => {
    expect(errorOf(encodeIdx(8, [1], [1, 2, 3]))).toMatchObject({
      _tag: 'TrailingBytes',
      expected: 9,
      actual: 11,
      message: expect.stringContaining('2 bytes too many: expected 9 bytes'),
    });
  });

  test('without a name, errors speak of the IDX data', () => {
    expect(parseIdx(new Uint8Array())).toEqual(
      left(expect.objectContaining({ source: 'the IDX data' })),
    );
  });
});
