import { tensor, zeros } from '@puregrad/tensors';
import { isLeft } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { encodeNpy } from './encode-npy.ts';
import { encodeNpz } from './encode-npz.ts';
import { parseNpy } from './parse-npy.ts';
import { parseNpz } from './parse-npz.ts';

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));

/** A file with this header, of version 1, or 2 with four bytes for the header's length. */
const file = (header: string, elements: readonly number[], version = 1): Uint8Array =>
  Uint8Array.from([
    ...ascii('\x93NUMPY'),
    version,
    0,
    header.length & 255,
    (header.length >> 8) & 255,
    ...(version === 1 ? [] : [header.length >> 16, 0]),
    ...ascii(header),
    ...elements,
  ]);
const header = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }`;

const numbers = (bytes: Uint8Array) => {
  const result = parseNpy(bytes);
  if (isLeft(result)) throw new Error(result.left.message);
  return result.right.toArray();
};
const errorOf = (bytes: Uint8Array) => {
  const result = parseNpy(bytes);
  if (!isLeft(result)) throw new Error('parsed, though it is damaged');
  return result.left;
};

/** The bytes of two numbers, as the platform writes them. */
const bytesOf = (type: 'Int8' | 'Int16' | 'Int32' | 'Float32' | 'Float64', little: boolean) => {
  const width = { Int8: 1, Int16: 2, Int32: 4, Float32: 4, Float64: 8 }[type];
  const view = new DataView(new ArrayBuffer(2 * width));
  [-2, 113].forEach((value, i) => {
    view[`set${type}`](i * width, value, little);
  });
  return [...new Uint8Array(view.buffer)];
};

describe('elements', () => {
  test.each([
    ['f4', 'Float32'],
    ['f8', 'Float64'],
    ['i1', 'Int8'],
    ['i2', 'Int16'],
    ['i4', 'Int32'],
  ] as const)('of %s, whichever byte is first', (descr, type) => {
    for (const [order, little] of [
      ['<', true],
      ['=', true],
      ['|', true],
      ['>', false],
    ] as const)
      expect(numbers(file(header(`${order}${descr}`, '2,'), bytesOf(type, little)))).toEqual([
        -2, 113,
      ]);
  });

  test.each([
    ['|b1', [1, 0], [1, 0]],
    ['|u1', [254, 7], [254, 7]],
    ['<u2', [254, 255, 7, 0], [65534, 7]],
    ['>u2', [255, 254, 0, 7], [65534, 7]],
    ['<u4', [254, 255, 0, 0, 7, 0, 0, 0], [65534, 7]],
    ['>i8', [255, 255, 255, 255, 255, 255, 255, 254, 0, 0, 0, 0, 0, 0, 0, 7], [-2, 7]],
  ])('of %s', (descr, bytes, expected) => {
    expect(numbers(file(header(descr, '2,'), bytes))).toEqual(expected);
  });

  test('in the order of Fortran: the first axis varies fastest', () => {
    const bytes = Array.from({ length: 24 }, (_, i) => i);
    const read = numbers(file(header('|u1', '2, 3, 4', 'True'), bytes)) as number[][][];
    for (const [i, plane] of read.entries())
      for (const [j, row] of plane.entries())
        expect(row).toEqual([0, 1, 2, 3].map((k) => i + 2 * j + 6 * k));
    expect(numbers(file(header('|u1', '2, 3, 4'), bytes))).toMatchObject([
      [[0, 1, 2, 3], {}, {}],
      [[12, 13, 14, 15], {}, {}],
    ]);
    expect(numbers(file(header('|u1', '', 'True'), [5]))).toBe(5);
    expect(numbers(file(header('|u1', '3, 0', 'True'), []))).toEqual([[], [], []]);
  });

  test('come back from what encodeNpy writes, for each dtype', () => {
    for (const dtype of ['float32', 'float64', 'int32'] as const)
      for (const shape of [[], [6], [2, 3], [1, 6, 1]]) {
        const values = Array.from({ length: shape.length === 0 ? 1 : 6 }, (_, i) => 100 * i - 2);
        const x = tensor(values, { dtype, shape });
        const back = parseNpy(encodeNpy(x));
        if (isLeft(back)) throw new Error(back.left.message);
        expect([...back.right.data]).toEqual(values);
        expect(back.right.shape).toEqual(shape);
        expect(back.right.dtype).toBe(dtype);
      }
  });
});

describe('headers', () => {
  test('without blanks, with many, and beyond 65,535 bytes', () => {
    const tight = "{'descr':'<i2','fortran_order':False,'shape':(2,)}";
    expect(numbers(file(tight, [1, 0, 2, 0]))).toEqual([1, 2]);
    const wide = header('<i2', ' 2 , ').replaceAll(': ', ':   ');
    expect(numbers(file(wide, [1, 0, 2, 0]))).toEqual([1, 2]);
    expect(numbers(file(header('<i2', '2L,'), [1, 0, 2, 0]))).toEqual([1, 2]);
    const long = header('<i2', '2,').padEnd(70_000);
    expect(numbers(file(long, [1, 0, 2, 0], 2))).toEqual([1, 2]);
    expect(numbers(file(long, [1, 0, 2, 0], 3))).toEqual([1, 2]);
    const longest = header('<i2', '2,').padEnd(2 ** 20);
    expect(numbers(file(longest, [1, 0, 2, 0], 2))).toEqual([1, 2]);
    expect(errorOf(file(`${longest} `, [1, 0, 2, 0], 2)).message).toContain(
      'its header of 1048577 bytes describes more than an array of numbers',
    );
  });

  test.each([
    ["{'fortran_order': False, 'shape': (2,), }", 'no descr'],
    ["{'descr': '<i2', 'shape': (2,), }", 'no fortran_order'],
    ["{'descr': '<i2', 'fortran_order': False, }", 'no shape'],
    ['', 'nothing'],
    [header('<i2', '1L2,'), 'a letter within a length'],
    [header('<i2', 'L2,'), 'a letter before a length'],
    [header('<i2', '1 2,'), 'a blank within a length'],
    [header('<i2', ',2'), 'no first length'],
    [header('<i2', '99999999999, 99999999999'), 'too many elements'],
    ["{       '<i2', 'fortran_order': False, 'shape': (2,), }", 'descr without its name'],
    [header('<i2', '2,').replace(": '<", ": 1 '<"), 'a descr behind something else'],
    [header('<i2', '2,').replace('False', 'not False'), 'an order behind something else'],
    [header('<i2', '2,').replace(': (', ': 1 ('), 'a shape behind something else'],
  ])('%s is not a header: %s', (text) => {
    expect(errorOf(file(text, []))).toMatchObject({
      _tag: 'NotNpy',
      message:
        'the npy data is not a .npy file: its header does not name descr, fortran_order and a shape that an array can have; save the array again',
    });
  });

  test('that are written are Python’s literals, in whole lines of 64 bytes that end with a line break', () => {
    const ascii = new TextDecoder();
    expect(ascii.decode(encodeNpy(tensor([1, 2])).subarray(10, -8))).toContain("'shape': (2,), }");
    for (let rank = 0; rank < 64; rank++) {
      const bytes = encodeNpy(zeros(new Array<number>(rank).fill(1)));
      const text = ascii.decode(bytes.subarray(10, -4));
      expect((10 + text.length) % 64).toBe(0);
      expect(text).toMatch(
        /^\{'descr': '<f4', 'fortran_order': False, 'shape': \([1, ]*\), \} *\n$/,
      );
    }
  });

  test('that name no type of a tensor', () => {
    expect(errorOf(file(header('f<4', '1,'), [0, 0, 0, 0]))).toMatchObject({
      _tag: 'UnsupportedDtype',
      dtype: 'f<4',
    });
  });
});

test('what is wrong is said in full', () => {
  const whole = file(header('<i2', '2,'), [1, 0, 2, 0]);
  const expected = whole.length;
  const messages: readonly (readonly [Uint8Array, string])[] = [
    [new Uint8Array(), 'is empty, but must begin with a .npy header; save the array again'],
    [
      Uint8Array.of(0x93, 1),
      'is not a .npy file: it does not start with \\x93NUMPY; check that it is the right file',
    ],
    [
      whole.subarray(0, 6),
      'is cut short: expected 12 bytes for its header, got 6; save the array again',
    ],
    [
      whole.subarray(0, 9),
      'is cut short: expected 10 bytes for its header, got 9; save the array again',
    ],
    [
      file(header('<i2', '2,'), [], 4),
      'is not a .npy file: its version is 4, and 1 to 3 are known; save the array again',
    ],
    [
      whole.subarray(0, 20),
      `is cut short: expected ${expected - 4} bytes for its header, got 20; save the array again`,
    ],
    [
      whole.subarray(0, expected - 1),
      `is cut short: expected ${expected} bytes for shape [2] of <i2, got ${expected - 1}; save the array again`,
    ],
    [
      file(header('<i2', '2,'), [1, 0, 2, 0, 3]),
      `has 1 bytes too many: expected ${expected} for shape [2] of <i2, got ${expected + 1}; save the array again`,
    ],
    [
      file(header('<u8', '2,'), [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128]),
      "holds 9223372036854776000 (<u8) at index 1, and float64 holds whole numbers to 2^53; convert it first, x.astype('float64'), or save it as words, x.astype(str)",
    ],
  ];
  for (const [bytes, message] of messages)
    expect(errorOf(bytes)).toMatchObject({
      source: 'the npy data',
      message: `the npy data ${message}`,
    });
});

describe('npz', () => {
  const x = tensor([1, 2, 3]);

  test('says which checksum is wrong', () => {
    const bytes = encodeNpz({ x });
    // Numbers begin a member's last 12 bytes, before the directory.
    const at = bytes.findIndex(
      (_, i) => bytes[i] === 0x50 && bytes[i + 1] === 0x4b && bytes[i + 2] === 1,
    );
    const damaged = bytes.slice();
    damaged[at - 1]! ^= 1;
    expect(parseNpz(damaged)).toMatchObject({
      left: {
        _tag: 'CorruptZip',
        source: 'the npz data',
        message:
          'the npz data cannot be unzipped: the checksum of x.npy is wrong; check that it is a .npz file, and whole',
      },
    });
  });

  test('is read behind a comment, and with notes and comments on its members', () => {
    const bytes = encodeNpz({ x, y: x });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = bytes.length - 22;
    const directory = view.getUint32(end + 16, true);
    const first = directory + 46 + view.getUint16(directory + 28, true);
    // A comment of three bytes on the first member of the directory, and one of two on the whole.
    const commented = Uint8Array.from([
      ...bytes.subarray(0, first),
      ...[1, 2, 3],
      ...bytes.subarray(first),
      ...[4, 5],
    ]);
    const changed = new DataView(commented.buffer);
    changed.setUint16(directory + 32, 3, true);
    changed.setUint32(end + 3 + 12, view.getUint32(end + 12, true) + 3, true);
    changed.setUint16(end + 3 + 20, 2, true);
    const parsed = parseNpz(commented);
    if (isLeft(parsed)) throw new Error(parsed.left.message);
    expect(Object.entries(parsed.right).map(([name, { data }]) => [name, [...data]])).toEqual([
      ['x', [1, 2, 3]],
      ['y', [1, 2, 3]],
    ]);
  });

  test('is of tensors by name', () => {
    expect(() => encodeNpz(null as never)).toThrow(
      'encodeNpz: tensors must be an object, got null',
    );
  });

  test('is not compressed unless it is asked for', () => {
    const zeros = { x: tensor(new Float32Array(10_000)) };
    expect(encodeNpz(zeros).length).toBeGreaterThan(40_000);
    expect(encodeNpz(zeros, { compress: true }).length).toBeLessThan(1_000);
  });
});
