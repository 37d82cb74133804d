import { gzipSync, strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { rowsOfParts, rowsOfText } from './read-rows.ts';
import { columnNames, type RowOptions, rowParser } from './rows.ts';
import { orReason, orReasonLater } from './table-fault.ts';

const read = (text: string, options: Partial<RowOptions> = {}) => {
  const parser = rowParser({ source: 't.csv', ...options });
  const result = orReason(() => [...rowsOfText(text, parser)]);
  if (result._tag === 'Left') return result.left;
  return {
    names: result.right.at(-1)!.names,
    cells: result.right.flatMap(({ cells }) => cells),
    lines: result.right.flatMap(({ lines }) => lines),
  };
};

const readBytes = async (...parts: readonly Uint8Array[]) => {
  const result = await orReasonLater(async () => {
    const cells: (readonly string[])[] = [];
    for await (const rows of rowsOfParts('t.csv', parts, rowParser({ source: 't.csv' })))
      cells.push(...rows.cells);
    return cells;
  });
  return result._tag === 'Left' ? result.left._tag : result.right;
};

test.each([
  ['a;b\n1;2\n3;4\n', ';'],
  ['a\tb\n1\t2\n3\t4\n', '\t'],
  ['a|b\n1|2\n', '|'],
  ['a;b\n1,5;2\n1,5;2,5\n', ';'],
  ['1,5;2,5;3,5\n2,5;3,5;4,5\n', ';'],
  ['name\tplace, country\nx\tParis, FR\n', '\t'],
  ['a,b\n"x;y",1\n"z;w",2\n', ','],
  ['a\n1\n', ','],
  ['|"x, y"|"two\nlines"|"z, w"', '|'],
])('the delimiter of a small file (B05): %j', (text, delimiter) => {
  const parser = rowParser({ source: 't.csv' });
  for (const _ of rowsOfText(text, parser));
  expect(parser.dialect()!.delimiter).toBe(delimiter);
});

test('a line sep= names the delimiter, and counts as a line', () => {
  expect(read('sep=;\na;b,c\n1;2\n')).toEqual({
    names: ['a', 'b,c'],
    cells: [['1', '2']],
    lines: [3],
  });
  expect(read('sep=\ta\n1\t2\n')).toMatchObject({ names: ['sep=', 'a'] });
});

test.each<[string, string, readonly string[], readonly (readonly string[])[], readonly number[]]>([
  ['before the header', '# x\n\n#,"\na,b\n1,2\n', ['a', 'b'], [['1', '2']], [5]],
  ['with as many commas as the header', '#x, y\na,b\n1,2\n', ['a', 'b'], [['1', '2']], [3]],
  [
    'later, in a file with comments',
    '#\na,b\n1,2\n# y\n3,4',
    ['a', 'b'],
    [
      ['1', '2'],
      ['3', '4'],
    ],
    [3, 5],
  ],
  ['that are the header', '# x\n#a,b\n1,2\n', ['#a', 'b'], [['1', '2']], [3]],
  [
    'that are the header of words',
    '#a,b\nx,y\nz,w\n',
    ['#a', 'b'],
    [
      ['x', 'y'],
      ['z', 'w'],
    ],
    [2, 3],
  ],
  ['that are all there is', '#a\n#b\n', ['#a'], [['#b']], [2]],
])('comments %s', (_, text, names, cells, lines) => {
  expect(read(text)).toEqual({ names, cells, lines });
});

test('values that begin with # are not comments', () => {
  expect(read('a,b\n#1,x\n')).toMatchObject({ cells: [['#1', 'x']] });
  expect(read('a,b\n#1\n')).toMatchObject({ _tag: 'RaggedRow', row: 2 });
  expect(read('tag\n#x\n')).toMatchObject({ cells: [['#x']] });
});

test('a quoted empty value at the end of a single column is a row', () => {
  expect(read('n\n1\n""')).toMatchObject({ cells: [['1'], ['']], lines: [2, 3] });
  expect(read('n\n\n1\n""\n\n')).toMatchObject({ cells: [[''], ['1'], [''], ['']] });
  expect(read('n\n1\n  ')).toMatchObject({ cells: [['1']] });
});

test('columns without a name have names of their own (B02)', () => {
  expect(columnNames(['', 'column 1', '', ''])).toEqual([
    'column 1 (2)',
    'column 1',
    'column 3',
    'column 4',
  ]);
  expect(read(',a\n0,1\n')).toMatchObject({ names: ['column 1', 'a'] });
});

test('a quote that does not end is found within 16 million letters', () => {
  const parser = rowParser({ source: 't.csv' });
  const part = `${'x'.repeat(99)}\n`.repeat(10_000);
  const result = orReason(() => {
    parser.push('a,b\n1,"');
    for (let letters = 0; letters < 2 ** 24 + part.length; letters += part.length)
      parser.push(part);
  });
  expect(result).toMatchObject({ left: { _tag: 'MalformedCsv', row: 2 } });
});

test('a header longer than the letters that tell the dialect', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `column;${i}`);
  const values = names.map((_, i) => String(i));
  expect(read(`${names.join()}\n${values.join()}\n`)).toEqual({
    names,
    cells: [values],
    lines: [2],
  });
});

const text = 'a,b\n1,é\n2,\u{1F600}\n';
const rows = [
  ['1', 'é'],
  ['2', '\u{1F600}'],
];
const utf16 = (swap: boolean): Uint8Array =>
  Uint8Array.from(
    text.split('').flatMap((c) => {
      const pair = [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8];
      return swap ? pair.reverse() : pair;
    }),
  );

test('bytes that are not whole, or not text, are typed faults', async () => {
  const utf8 = strToU8(text);
  const packed = gzipSync(utf8);
  const bad = Uint8Array.from(packed, (byte, i) => (i === packed.length - 6 ? byte ^ 255 : byte));
  for (const whole of [utf8, packed, zipSync({ 'x/t.csv': utf8 }), utf16(false), utf16(true)])
    expect(await readBytes(whole)).toEqual(rows);
  expect(
    await readBytes(zipSync({ 'x/': new Uint8Array(0), 't.csv': [utf8, { level: 0 }] })),
  ).toEqual(rows);
  expect(await readBytes(packed.subarray(0, -5))).toBe('CorruptGzip');
  expect(await readBytes(packed.subarray(0, 12))).toBe('CorruptGzip');
  expect(await readBytes(bad)).toBe('CorruptGzip');
  expect(await readBytes(zipSync({ a: utf8, b: utf8 }))).toBe('CorruptZip');
  expect(await readBytes(zipSync({ a: utf8 }).subarray(0, -9))).toBe('CorruptZip');
  expect(await readBytes(utf8.subarray(0, -3))).toBe('NotText');
  expect(await readBytes(Uint8Array.of(0x61, 0x0a, 0xe9, 0x0a))).toBe('NotText');
  expect(await readBytes(utf16(false).subarray(0, -1))).toBe('NotText');
  expect(await readBytes(utf16(true).subarray(0, -4))).toBe('NotText');
  expect(await readBytes()).toBe('EmptyFile');
});

test('faults of the source itself are passed on, and leaving early closes it', async () => {
  const packed = gzipSync(strToU8(text));
  let isClosed = false;
  async function* broken(end: 'throw' | 'wait') {
    try {
      yield packed;
      if (end === 'throw') throw new Error('the disk is on fire');
      for (;;) yield packed;
    } finally {
      isClosed = true;
    }
  }
  const parser = () => rowParser({ source: 't.csv' });
  await expect(async () => {
    for await (const _ of rowsOfParts('t.csv', broken('throw'), parser()));
  }).rejects.toThrow(new Error('the disk is on fire'));
  isClosed = false;
  for await (const _ of rowsOfParts('t.csv', broken('wait'), parser())) break;
  await expect.poll(() => isClosed).toBe(true);
});
