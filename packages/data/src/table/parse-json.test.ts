import { tensor } from '@puregrad/tensors';
import { right } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { categoryColumn, numberColumn } from './column.ts';
import { parseDatasetJson } from './parse-dataset-json.ts';
import { parseRowsJson } from './parse-rows-json.ts';

const source = 'a.json';

describe('parseRowsJson', () => {
  test('a column for each key, in the order they come', () => {
    const text = '[{"n":1.5,"w":"b"},{"w":"a","n":-2,"flag":true}]';
    expect(parseRowsJson(text, { missing: 'keep' })).toStrictEqual(
      right({
        columns: [
          numberColumn('n', [1.5, -2]),
          categoryColumn('w', ['b', 'a']),
          categoryColumn('flag', [null, 'true']),
        ],
        rows: 2,
      }),
    );
    expect(parseRowsJson('[{"n":1},{"n":null},{}]', { missing: { fill: 7 } })).toMatchObject(
      right({ columns: [numberColumn('n', [1, 7, 7])] }),
    );
    expect(parseRowsJson('[{"n":1},{"n":null}]', { missing: 'dropRow' })).toMatchObject(
      right({ columns: [numberColumn('n', [1])], rows: 1 }),
    );
  });

  test.each([
    ['{', 'InvalidJson', {}],
    ['{"x":[],"y":[]}', 'InvalidJson', { message: expect.stringContaining('parseDatasetJson') }],
    ['[{"a":1},2]', 'InvalidJson', { message: expect.stringContaining('row 1') }],
    ['[]', 'EmptyTable', {}],
    ['[{"a":1},{"b":2}]', 'MissingValue', { row: 1, column: 'a' }],
    ['[{"a":1},{"a":[2]}]', 'UnsupportedValue', { row: 1, column: 'a', value: '[2]' }],
    ['[{"a":1},{"a":1e999}]', 'UnsupportedValue', { row: 1, column: 'a' }],
    ['[{"a":1},{"a":2},{"a":"x"}]', 'NotANumber', { row: 2, column: 'a', value: 'x' }],
  ])('%s is %s', (text, _tag, reason) => {
    expect(parseRowsJson(text, { source })).toMatchObject({
      left: { _tag, source, message: expect.stringContaining(source), ...reason },
    });
  });
});

test('rows may have a hundredth of the values that their table has', () => {
  // 20,000 values, in a table of 1.2 million.
  const rows = Array.from({ length: 20_000 }, (_, i) => ({ [`c${i % 60}`]: 1 }));
  const table = parseRowsJson(JSON.stringify(rows), { missing: 'keep' });
  expect(table._tag === 'Right' && table.right.columns.length).toBe(60);
});

describe('parseDatasetJson', () => {
  test('labels are int32, numbers float32', () => {
    const x = tensor([
      [1, 2.5],
      [3, 4],
    ]);
    expect(parseDatasetJson('{"x":[[1,2.5],[3,4]],"y":[1,0]}')).toStrictEqual(
      right({ x, y: tensor([1, 0], { dtype: 'int32' }) }),
    );
    expect(
      parseDatasetJson('{"x":[[1,2.5],[3,4]],"y":[1,0.5]}', { targets: 'numbers' }),
    ).toStrictEqual(right({ x, y: tensor([1, 0.5]) }));
  });

  test.each([
    ['{', 'not JSON'],
    ['[{"a":1}]', 'parseRowsJson'],
    ['{"x":[[1],[2,3]],"y":[0,1]}', 'x[1] is a list of 2, where a list of 1'],
    ['{"x":[[1],2],"y":[0,1]}', 'x[1] is 2'],
    ['{"x":[[1,2],[3,"4"]],"y":[0,1]}', 'x[1][1] is "4"'],
    [
      '{"x":[[1],[1e300]],"y":[0,1]}',
      'x[1][0] is 1e+300, where a number that float32 holds was expected',
    ],
    ['{"x":[[1]],"y":[0.5]}', 'y[0] is 0.5, where a whole number that int32 holds (for real'],
    ['{"x":[[1]],"y":[4294967296]}', 'y[0] is 4294967296'],
    ['{"x":[[1]],"y":[null]}', 'y[0] is null'],
  ])('%s: %s', (text, message) => {
    expect(parseDatasetJson(text, { source })).toMatchObject({
      left: { _tag: 'InvalidJson', source, message: expect.stringContaining(message) },
    });
  });

  test('counts that differ, and no rows', () => {
    expect(parseDatasetJson('{"x":[[1]],"y":[0,1]}')).toMatchObject({
      left: { _tag: 'CountMismatch' },
    });
    expect(parseDatasetJson('{"x":[],"y":[]}')).toMatchObject({ left: { _tag: 'EmptyDataset' } });
  });
});
