import { arange, type DType, sizeOf, tensor } from '@puregrad/tensors';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { isLeft, right } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { fortranFile, npzFile, scalarFile, structuredFile } from '../testing/numpy-files.ts';
import { encodeNpy } from './encode-npy.ts';
import { encodeNpz } from './encode-npz.ts';
import { parseNpy, parseNpyArray } from './parse-npy.ts';
import { parseNpz, parseNpzArrays } from './parse-npz.ts';

/** A .npy file of version 1 or 2 by hand. */
const npy = (
  descr: string,
  shape: string,
  elements: readonly number[],
  version = 1,
): Uint8Array => {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }\n`;
  const length = version === 1 ? [header.length, 0] : [header.length, 0, 0, 0];
  const text = (ascii: string) => [...ascii].map((letter) => letter.charCodeAt(0));
  return Uint8Array.from([
    ...text('\x93NUMPY'),
    version,
    0,
    ...length,
    ...text(header),
    ...elements,
  ]);
};

const arrays = fc
  .tuple(
    fc.array(fc.nat(4), { maxLength: 4 }),
    fc.constantFrom<DType>('float32', 'float64', 'int32'),
  )
  .chain(([shape, dtype]) => {
    const size = { minLength: sizeOf(shape), maxLength: sizeOf(shape) };
    const numbers =
      dtype === 'float32' ? fc.float() : dtype === 'float64' ? fc.double() : fc.integer();
    const make = { float32: Float32Array, float64: Float64Array, int32: Int32Array }[dtype];
    return fc.array(numbers, size).map((values) => tensor(make.from(values), { shape }));
  });

const MOST = Number.MAX_SAFE_INTEGER;

describe('npy', () => {
  test('parseNpy reads back what encodeNpy writes, bit for bit, at any offset of a buffer', () => {
    fc.assert(
      fc.property(arrays, fc.nat(9), (x, offset) => {
        const file = encodeNpy(x);
        const inside = new Uint8Array(file.length + 20);
        inside.set(file, offset);
        const bytes = inside.subarray(offset, offset + file.length);
        expect(parseNpy(bytes)).toStrictEqual(right(x));
        expect((file.length - x.size * (x.dtype === 'float64' ? 8 : 4)) % 64).toBe(0);
      }),
    );
  });

  test("NumPy's own files", () => {
    const x = tensor(
      Int32Array.from({ length: 24 }, (_, i) => i),
      { shape: [2, 3, 4] },
    );
    expect(parseNpy(fortranFile)).toStrictEqual(right(x));
    expect(parseNpy(scalarFile)).toStrictEqual(right(tensor(7.5, { dtype: 'float64' })));
    expect(parseNpy(structuredFile)).toMatchObject({
      left: { _tag: 'UnsupportedDtype', message: expect.stringContaining("('a', '<f4')") },
    });
  });

  const ff = 255;
  test.each<[string, number[], number[]]>([
    ['|b1', [1, 0], [1, 0]],
    ['|u1', [200, 0], [200, 0]],
    ['|i1', [200, 0], [-56, 0]],
    ['<u2', [1, 128, 0, 0], [32769, 0]],
    ['<i2', [1, 128, 0, 0], [-32767, 0]],
    ['>i2', [128, 1, 0, 0], [-32767, 0]],
    ['>i4', [0, 0, 1, 2, ff, ff, ff, ff], [258, -1]],
    ['<u4', [2, 1, 0, 0, ff, ff, ff, 127], [258, 2147483647]],
    ['<i8', [5, 0, 0, 0, 0, 0, 0, 0, ff, ff, ff, ff, ff, ff, ff, ff], [5, -1]],
    ['<u8', [5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [5, 0]],
  ])('integers of type %s become int32', (descr, elements, values) => {
    const expected = right(tensor(values, { dtype: 'int32' }));
    expect(parseNpy(npy(descr, '2,', elements))).toStrictEqual(expected);
    expect(parseNpy(npy(descr, '2,', elements, 2))).toStrictEqual(expected);
  });

  test.each<[string, number[], number[]]>([
    ['<u4', [0, 0, 0, 0, 0, 0, 0, 128], [0, 2 ** 31]],
    ['<i8', [0, 0, 0, 0, 1, 0, 0, 0, ff, ff, ff, ff, ff, ff, ff, ff], [2 ** 32, -1]],
    ['<i8', [ff, ff, ff, ff, ff, ff, 31, 0, 1, 0, 0, 0, 0, 0, 0xe0, ff], [MOST, -MOST]],
    ['>u8', [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3], [2 ** 32 + 2, 3]],
  ])('integers of type %s that int32 does not hold become float64', (descr, elements, values) => {
    const expected = right(tensor(values, { dtype: 'float64' }));
    expect(parseNpy(npy(descr, '2,', elements))).toStrictEqual(expected);
  });

  test('every float16 becomes the float32 of the same value', () => {
    const powers = [-24, -14, -1, 0, 15].map((exponent) => 2 ** exponent);
    const bits = [0x0001, 0x0400, 0x3800, 0x3c00, 0x7800];
    const elements = bits.flatMap((b) => [b & 255, b >> 8]);
    expect(parseNpy(npy('<f2', '5,', elements))).toStrictEqual(right(tensor(powers)));
    const others = [0x03ff, 0x7bff, 0xfc00, 0x7e00, 0x8000, 0xc248];
    const values = [1023 * 2 ** -24, 65504, -Infinity, NaN, -0, -3.140625];
    expect(
      parseNpy(
        npy(
          '>f2',
          '6,',
          others.flatMap((b) => [b >> 8, b & 255]),
        ),
      ),
    ).toStrictEqual(right(tensor(values)));
  });

  test('words of both kinds, in both orders of bytes, without their padding', () => {
    const code = (letter: string) => letter.codePointAt(0)!;
    const little = [...'añ\0', ...'😀\0\0'].flatMap((c) => [
      code(c) & 255,
      (code(c) >> 8) & 255,
      code(c) >> 16,
      0,
    ]);
    const words = (shape: number[], list: string[]) => right({ shape, words: list });
    expect(parseNpyArray(npy('<U3', '2,', little))).toStrictEqual(words([2], ['añ', '😀']));
    const bytes = [...new TextEncoder().encode('ab\0cñ')];
    expect(parseNpyArray(npy('|S3', '2, 1', bytes))).toStrictEqual(words([2, 1], ['ab', 'cñ']));
    expect(parseNpyArray(npy('>U1', '1,', [0, 0, 0, 65]))).toStrictEqual(words([1], ['A']));
  });

  test.each([
    ['no bytes', new Uint8Array(), 'EmptyFile'],
    ['other bytes', Uint8Array.of(80, 75, 3, 4), 'NotNpy'],
    ['a new version', npy('<f4', '', [0, 0, 0, 0], 4), 'NotNpy'],
    ['no shape', npy('<f4', 'a', []), 'NotNpy'],
    ['words as a tensor', npy('<U1', '1,', [65, 0, 0, 0]), 'UnsupportedDtype'],
    [
      'words without letters, however many',
      npy('<U0', '9007199254740991,', []),
      'UnsupportedDtype',
    ],
    ['pickled objects', npy('|O', '1,', [0]), 'UnsupportedDtype'],
    ['complex numbers', npy('<c8', '1,', [0, 0, 0, 0, 0, 0, 0, 0]), 'UnsupportedDtype'],
    ['a name of every object', npy('<constructor', '', [0]), 'UnsupportedDtype'],
    ['too few bytes', npy('<f4', '2,', [0, 0, 0, 0, 0, 0, 0]), 'Truncated'],
    ['a large shape', npy('<f4', '99999, 99999', []), 'Truncated'],
    ['a shape beyond safe integers', npy('<f4', '99999999999, 99999999999', []), 'NotNpy'],
    ['a length beyond safe integers', npy('<f4', '99999999999999999999,', []), 'NotNpy'],
    ['a shape with a gap', npy('<f4', '2,,2', []), 'NotNpy'],
    [
      'a header that took a regular expression seconds',
      npy('<f4', '1'.repeat(40_000), []),
      'NotNpy',
    ],
    ['too many bytes', npy('|u1', '2,', [1, 2, 3]), 'TrailingBytes'],
    ['an i8 beyond 2^53', npy('<i8', '1,', [1, 0, 0, 0, 0, 0, 32, 0]), 'IntegerTooLarge'],
    ['an u8 beyond 2^53', npy('<u8', '1,', [0, 0, 0, 0, 0, 0, 0, 128]), 'IntegerTooLarge'],
  ])('%s is a Left that names the source', (_, bytes, _tag) => {
    expect(parseNpy(bytes, { source: 'x.npy' })).toMatchObject({
      left: { _tag, source: 'x.npy', message: expect.stringContaining('x.npy') },
    });
  });

  test('cut anywhere, a file is never read', () => {
    const file = encodeNpy(arange(3));
    for (let length = 1; length < file.length; length++)
      expect(parseNpy(file.subarray(0, length))).toMatchObject({ left: { _tag: 'Truncated' } });
  });
});

describe('npz', () => {
  test.each([true, false])('names and tensors and back, compress %s', (compress) => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z/_]+$/), arrays), (tensors) => {
        expect(parseNpz(encodeNpz(tensors, { compress }))).toEqual(right({ ...tensors }));
      }),
      { numRuns: 30 },
    );
    const zeros = { x: tensor(new Float32Array(10_000)) };
    expect(encodeNpz(zeros, { compress }).length < 1000).toBe(compress);
  });

  test("NumPy's own file", () => {
    const x = tensor([
      [1.5, 2],
      [3, 4],
    ]);
    expect(parseNpz(npzFile)).toStrictEqual(right({ x, y: tensor([0, 1, 2], { dtype: 'int32' }) }));
  });

  test('words beside tensors', () => {
    const y = npy('<U1', '1,', [65, 0, 0, 0]);
    const file = zipSync({ 'x.npy': encodeNpy(tensor([1])), 'y.npy': y });
    const arrays = { x: tensor([1]), y: { shape: [1], words: ['A'] } };
    expect(parseNpzArrays(file)).toStrictEqual(right(arrays));
    expect(parseNpz(file)).toMatchObject({ left: { _tag: 'UnsupportedDtype' } });
  });

  test('damage anywhere is never read as numbers', () => {
    const file = encodeNpz({ x: arange(5) });
    const original = parseNpz(file);
    for (let i = 0; i < file.length; i++) {
      const damaged = file.slice();
      damaged[i]! ^= 0x10;
      const result = parseNpz(damaged);
      if (!isLeft(result) && 'x' in result.right) expect(result).toEqual(original);
    }
  });

  test('bytes that are not a zip file, and members that are not arrays', () => {
    expect(parseNpz(encodeNpy(arange(3)))).toMatchObject({ left: { _tag: 'CorruptZip' } });
    expect(parseNpz(new Uint8Array())).toMatchObject({ left: { _tag: 'CorruptZip' } });
    const named = parseNpz(zipSync({ 'a.npy.b': encodeNpy(tensor([1])) }));
    expect(named._tag === 'Right' && Object.keys(named.right)).toEqual(['a.npy.b']);
    const file = zipSync({ 'readme.txt': Uint8Array.of(1, 2, 3) });
    expect(parseNpz(file, { source: 'a.npz' })).toMatchObject({
      left: { _tag: 'NotNpy', source: 'a.npz: readme.txt' },
    });
  });
});
