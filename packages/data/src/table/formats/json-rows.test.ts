import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { TableFault } from '../reading/table-fault.ts';
import { jsonRowParser } from './json-rows.ts';

const collect = (parts: readonly string[], ignore?: ReadonlySet<string>) => {
  const parser = jsonRowParser({ source: 't', ignore });
  const batches = [...parts.map(parser.push), parser.end()];
  return {
    names: batches.at(-1)!.names,
    cells: batches.flatMap(({ cells }) => cells),
    lines: batches.flatMap(({ lines }) => lines),
  };
};

const faultOf = (text: string) => {
  try {
    return collect([text]);
  } catch (error) {
    if (error instanceof TableFault) return error.reason;
    throw error;
  }
};

test('JSON lines and a list of objects are the same rows, with the lines of the file', () => {
  const lines = '{"a":1,"b":" x "}\n\n{"b":null,"a":-0}\r\n{"c":true}';
  const expected = [
    ['1', 'x', ''],
    ['0', '', ''],
    ['', '', 'true'],
  ];
  expect(collect([lines])).toEqual({
    names: ['a', 'b', 'c'],
    cells: expected.map((row, i) => (i === 1 ? ['-0', '', ''] : row)),
    lines: [1, 3, 4],
  });
  const list = '[{"a":1,"b":"x"},\n{"b":null,"a":0}\n,{\n"c":true}]\n';
  expect(collect([list])).toEqual({ names: ['a', 'b', 'c'], cells: expected, lines: [1, 2, 3] });
});

test('numbers with more digits than float64 holds, as ids have, keep their digits', () => {
  const text =
    '{"id":12345678901234567890,"n":1e3,"t":"12345678901234567890 \\" 1234567890123456","f":0.12345678901234567}';
  expect(collect([text]).cells).toEqual([
    [
      '12345678901234567890',
      '1000',
      '12345678901234567890 " 1234567890123456',
      '0.12345678901234567',
    ],
  ]);
  expect(faultOf('{"id":01234567890123456789}')).toMatchObject({ _tag: 'InvalidJson' });
});

test('NaN and Infinity, as Python writes them, are a gap and a text', () => {
  expect(collect(['{"a":NaN,"b":-Infinity,"NaN":"NaN, Infinity"}']).cells).toEqual([
    ['', '-Infinity', 'NaN, Infinity'],
  ]);
});

test('a key that comes up after 1000 rows is one more column', () => {
  const rows = Array.from({ length: 1500 }, (_, i) =>
    i === 1400 ? { a: i, late: 'x' } : { a: i },
  );
  const parser = jsonRowParser({ source: 't' });
  const first = parser.push(
    rows
      .slice(0, 1200)
      .map((row) => `${JSON.stringify(row)}\n`)
      .join(''),
  );
  const second = parser.push(
    rows
      .slice(1200)
      .map((row) => `${JSON.stringify(row)}\n`)
      .join(''),
  );
  expect(first.names).toEqual(['a']);
  expect(second.names).toEqual(['a', 'late']);
  expect(second.cells.every((cells) => cells.length === 2)).toBe(true);
  expect(second.cells[200]).toEqual(['1400', 'x']);
});

describe('faults name the line and the remedy', () => {
  it.each([
    ['{"a":1}\n{"a":[1,2]}', 'UnsupportedValue', 't, line 2: "a" holds a list'],
    ['{"a":{"b":1}}', 'UnsupportedValue', 't, line 1: "a" holds an object'],
    ['{"a":1}\n{"a":1', 'InvalidJson', 't, line 2: an object starts here and does not end'],
    ['{"a":1}\n{"a":1]}', 'InvalidJson', 't, line 2: its brackets do not match'],
    ['{"a":1}\n{"a":x}', 'InvalidJson', 't, line 2: it is not JSON'],
    ['{"a":"1}\n{"a":2}', 'InvalidJson', 't, line 1: a text does not end on its line'],
    ['[{"a":1},{"a":2}', 'InvalidJson', 't, line 1: the list does not end'],
    ['[{"a":1}{"a":2}]', 'InvalidJson', 't, line 1: a comma is missing'],
    ['[{"a":1},]', 'InvalidJson', 't, line 1: expected an object'],
    ['[,{"a":1}]', 'InvalidJson', 't, line 1: expected an object'],
    ['[{"a":1}]\n[]', 'InvalidJson', 't, line 2: there is more after the end'],
    ['[[1,2]]', 'InvalidJson', 'orient="records"'],
    ['{"a":1}\n5', 'InvalidJson', 't, line 2: expected an object'],
    ['{"a":1},{"a":2}', 'InvalidJson', 't, line 1: expected an object'],
    ['{"a":1," a":2}', 'DuplicateColumn', 't has two columns named "a"'],
    ['[]', 'EmptyFile', 't has no rows with values'],
    ['', 'EmptyFile', 't has no rows with values'],
    ['{}\n{}', 'EmptyFile', 't has no rows with values'],
  ])('%j', (text, tag, message) => {
    expect(faultOf(text)).toMatchObject({ _tag: tag, message: expect.stringContaining(message) });
  });
});

test('lists in columns that are left out are gaps', () => {
  expect(collect(['{"a":1,"tags":[1]}\n{"a":2,"tags":"x"}'], new Set(['tags'])).cells).toEqual([
    ['1', ''],
    ['2', 'x'],
  ]);
});

test('hostile JSON is a fault: deep nesting, and rows without common keys', () => {
  expect(faultOf(`{"a":${'['.repeat(100_000)}`)).toMatchObject({ _tag: 'InvalidJson' });
  expect(faultOf(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toMatchObject({
    _tag: 'UnsupportedValue',
  });
  const rows = Array.from({ length: 20_000 }, (_, i) => `{"c${i}":1}`).join('\n');
  expect(faultOf(rows)).toMatchObject({
    _tag: 'InvalidJson',
    message: expect.stringContaining('different keys'),
  });
  expect(faultOf(`{"a":"${'x'.repeat(2 ** 24)}`)).toMatchObject({ _tag: 'InvalidJson' });
});

test('the rows do not depend on where the text is cut, and are those of JSON.parse', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('"', '\\', '\\"', '{', '}]', '\n', '1234567890123456789'),
  );
  const rows = fc.array(
    fc.dictionary(fc.constantFrom('a', 'b"', 'c\\', '{', '__proto__', 'constructor'), value, {
      minKeys: 1,
      noNullPrototype: true,
    }),
    { minLength: 1, maxLength: 8 },
  );
  const asText = (of: unknown): string =>
    of === null || of === undefined ? '' : Object.is(of, -0) ? '-0' : String(of).trim();
  fc.assert(
    fc.property(
      rows,
      fc.constantFrom('lines', 'list', 'pretty'),
      fc.integer({ min: 1, max: 9 }),
      (given, form, size) => {
        const text =
          form === 'lines'
            ? given.map((row) => JSON.stringify(row)).join('\n')
            : JSON.stringify(given, null, form === 'pretty' ? 1 : 0);
        const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
          text.slice(i * size, (i + 1) * size),
        );
        const { names, cells } = collect(parts);
        const parsed = given.map(
          (row) => JSON.parse(JSON.stringify(row)) as Record<string, unknown>,
        );
        const keys = [...new Set(parsed.flatMap((row) => Object.keys(row)))];
        expect(names).toEqual(keys);
        expect(cells).toEqual(
          parsed.map((row) => keys.map((key) => asText(Object.hasOwn(row, key) ? row[key] : null))),
        );
      },
    ),
    { numRuns: 200 },
  );
});
