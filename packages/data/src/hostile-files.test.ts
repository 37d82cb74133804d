import { arange, zeros } from '@puregrad/tensors';
import { secondsOf } from '@puregrad/tensors/testing/seconds';
import { zipSync } from 'fflate';
import { isRight } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { encodeNpy, encodeNpz, parseIdx, parseNpy, parseNpz } from './index.ts';
import { encodeTable } from './table/encode-table.ts';
import { fitEncoding } from './table/fit-encoding.ts';
import { parseCsv } from './table/parse-csv.ts';
import { parseDatasetJson } from './table/parse-dataset-json.ts';
import { parseRowsJson } from './table/parse-rows-json.ts';
import { readNumber } from './table/read-number.ts';
import { encodeIdx } from './testing/encode-idx.ts';

/** Each of these took seconds, or all memory, or threw, or was read as another value. */
describe('files that are made to hurt', () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

  test('columns are not compared with each other', () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `c${i}`);
    const seconds = secondsOf(() => {
      const table = parseCsv(`${names}\n${names.map((_, i) => i)}`);
      if (!isRight(table)) throw new Error(table.left.message);
      const encoding = fitEncoding(table.right);
      if (!isRight(encoding)) throw new Error(encoding.left.message);
      expect(encodeTable(encoding.right)(table.right)).toMatchObject({
        right: { shape: [1, 20_000] },
      });
    });
    expect(seconds).toBeLessThan(3);
  });

  test('a long row of digits that is not a number is refused at once', () => {
    expect(secondsOf(() => readNumber(`${'1'.repeat(50_000)}e`))).toBeLessThan(1);
    expect(readNumber(`${'1'.repeat(50_000)}e`)).toBeUndefined();
    expect(readNumber(`${'1'.repeat(300)}.${'0'.repeat(9)}`)).toBe(Number('1'.repeat(300)));
  });

  test('rows of JSON without a key in common are refused: their cells are the square of them', () => {
    const text = (rows: number) =>
      JSON.stringify(Array.from({ length: rows }, (_, i) => ({ [`c${i}`]: 1 })));
    expect(parseRowsJson(text(2000), { missing: 'keep' })).toMatchObject({
      left: { _tag: 'InvalidJson', message: expect.stringContaining('only 2000 values') },
    });
    expect(parseRowsJson(text(500), { missing: 'keep' })).toMatchObject({ right: { rows: 500 } });
  });

  test('values nested more deeply than JSON can be written are named, not thrown at', () => {
    expect(parseDatasetJson(`{"x":[[${deep}]],"y":[0]}`)).toMatchObject({
      left: { message: expect.stringContaining('x[0][0] is ') },
    });
    expect(parseRowsJson(`[{"a":${deep}}]`)).toMatchObject({ left: { _tag: 'UnsupportedValue' } });
  });

  test('a shape of more elements than an array has is refused, also with an axis of length 0', () => {
    const huge = Array<number>(40).fill(2 ** 32 - 1);
    expect(parseIdx(encodeIdx(8, [...huge, 0], []))).toMatchObject({ left: { _tag: 'Truncated' } });
    const file = encodeNpy(zeros([0, 3]));
    const text = new TextDecoder('latin1')
      .decode(file)
      .replace('(0, 3)', '(0, 9007199254740991, 3)');
    expect(
      parseNpy(Uint8Array.from(text, (letter) => letter.charCodeAt(0)).subarray(0, file.length)),
    ).toMatchObject({
      left: { _tag: 'NotNpy' },
    });
  });

  test.each([
    [
      'a shape that does not end',
      `{'descr': '<f4', 'fortran_order': False, 'shape': (${'1, '.repeat(20_000)}x`,
    ],
    ['keys over and over', "'descr': [".repeat(6000)],
    ['blanks', `'descr':${' '.repeat(60_000)}x`],
  ])('a header of 60 KB is refused at once: %s', (_, header) => {
    const bytes = [
      0x93,
      ...new TextEncoder().encode('NUMPY'),
      1,
      0,
      header.length & 255,
      header.length >> 8,
    ];
    const file = Uint8Array.from([...bytes, ...new TextEncoder().encode(header)]);
    expect(parseNpy(file)).toMatchObject({ left: { _tag: 'NotNpy' } });
    expect(secondsOf(() => parseNpy(file))).toBeLessThan(0.2);
  });

  test('a header longer than an array of numbers needs is not even looked at', () => {
    const bytes = new Uint8Array(2 ** 20);
    bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 2, 0, 0, 0, 32]);
    expect(parseNpy(bytes)).toMatchObject({
      left: { message: expect.stringContaining('2097152 bytes describes more') },
    });
  });
});

describe('zip files that lie', () => {
  const file = encodeNpz({ x: arange(5) });
  const place = (signature: number, from = 0): number => {
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    for (let i = from; i + 4 <= file.length; i++)
      if (view.getUint32(i, true) === signature) return i;
    throw new Error('no such record');
  };
  const [entry, end] = [place(0x02014b50), place(0x06054b50)];
  const withField = (at: number, value: number, bytes = file): Uint8Array => {
    const changed = bytes.slice();
    new DataView(changed.buffer).setUint32(at, value, true);
    return changed;
  };

  test.each([
    ['a directory beyond the end', withField(end + 16, 1e9), 'points beyond its end'],
    ['a member beyond the end', withField(entry + 42, 1e9), 'points beyond its end'],
    ['a member at a wrong offset', withField(entry + 42, 4), 'is not where its directory says'],
    ['a directory at a wrong offset', withField(end + 16, 0), 'directory is damaged'],
    [
      'a size of 4 GB for a few bytes',
      withField(entry + 24, 2 ** 32 - 2),
      'cannot be of 4294967294 bytes',
    ],
  ])('%s is a Left in words', (_, bytes, message) => {
    expect(parseNpz(bytes)).toMatchObject({
      left: { _tag: 'CorruptZip', message: expect.stringContaining(message) },
    });
  });

  test('more than deflate could have shrunk is refused before memory is taken for it', () => {
    const zipped = zipSync({ 'x.npy': encodeNpy(zeros([1000])) });
    const view = new DataView(zipped.buffer, zipped.byteOffset, zipped.byteLength);
    let at = 0;
    while (view.getUint32(at, true) !== 0x02014b50) at++;
    expect(parseNpz(withField(at + 24, 2 ** 31, zipped))).toMatchObject({
      left: { message: expect.stringContaining('cannot be of 2147483648 bytes') },
    });
  });

  test('members that overlap, a bomb of one kernel under many names, are refused', () => {
    const two = encodeNpz({ x: arange(5), y: arange(5) });
    const view = new DataView(two.buffer, two.byteOffset, two.byteLength);
    const entries: number[] = [];
    for (let i = 0; i + 4 <= two.length; i++)
      if (view.getUint32(i, true) === 0x02014b50) entries.push(i);
    expect(parseNpz(withField(entries[1]! + 42, 0, two))).toMatchObject({
      left: { message: expect.stringContaining('its members overlap') },
    });
  });

  test('two arrays with the same name are refused: one of them would be lost', () => {
    const zipped = zipSync({ x: encodeNpy(arange(1)), 'x.npy': encodeNpy(arange(2)) });
    expect(parseNpz(zipped)).toMatchObject({
      left: { message: expect.stringContaining('two of its arrays share a name') },
    });
  });

  test('an array called __proto__ is read as any other', () => {
    // As NumPy may write it, without .npy.
    const zipped = zipSync({ nineChars: encodeNpy(arange(2)) });
    const text = Array.from(zipped, (byte) => String.fromCharCode(byte)).join('');
    const renamed = text.replaceAll('nineChars', '__proto__');
    const parsed = parseNpz(Uint8Array.from(renamed, (letter) => letter.charCodeAt(0)));
    expect(isRight(parsed) && Object.keys(parsed.right)).toEqual(['__proto__']);
  });
});
