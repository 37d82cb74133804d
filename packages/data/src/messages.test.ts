import { ArgumentError, key, tensor } from '@puregrad/tensors';
import { type Either, isLeft } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { DataError } from './data-error.ts';
import { dataset } from './dataset.ts';
import { kFold } from './k-fold.ts';
import { parseIdx } from './parse-idx.ts';
import { requireClasses } from './require-classes.ts';
import { scaleToUnit } from './scale-to-unit.ts';
import { splitRows } from './split-rows.ts';
import { stratifiedSplit } from './stratified-split.ts';
import { decodeEncoding } from './table/decode-encoding.ts';
import { encodeTable } from './table/encode-table.ts';
import type { Encoding } from './table/encoding.ts';
import { fitEncoding } from './table/fit-encoding.ts';
import { parseCsv } from './table/parse-csv.ts';
import { parseDatasetJson } from './table/parse-dataset-json.ts';
import { parseRowsJson } from './table/parse-rows-json.ts';
import { tableToDataset } from './table/table-to-dataset.ts';
import { applyTransform, invertTransform } from './transforms/apply-transform.ts';
import { decodeTransform } from './transforms/encode-transform.ts';
import { fitNormalize } from './transforms/fit-normalize.ts';
import { fitStandardize } from './transforms/fit-standardize.ts';

const errorOf = (result: Either<DataError, unknown>): DataError => {
  if (!isLeft(result)) throw new Error('read, though it is wrong');
  return result.left;
};
const ok = <T>(result: Either<DataError, T>): T => {
  if (isLeft(result)) throw new Error(result.left.message);
  return result.right;
};

const colors: Encoding = {
  features: [
    { name: 'color', kind: 'oneHot', categories: ['blue', 'red'] },
    { name: 'size', kind: 'number' },
  ],
  unknown: 'error',
};
const encoded = (text: string) => encodeTable(colors)(ok(parseCsv(text, { missing: 'keep' })));
const labels = {
  x: tensor([[1], [2]]),
  y: tensor(
    [
      [0, 1, 1],
      [1, 3, 0],
    ],
    { dtype: 'int32' },
  ),
};

describe('what is wrong is said in full, with the place and the remedy', () => {
  // `…\0` stands for a rest that the platform words, or that is long.
  test.each<readonly [string, () => Either<DataError, unknown>, string]>([
    [
      'IDX: three bytes',
      () => parseIdx(Uint8Array.of(0, 0, 8)),
      'the IDX data is cut short: expected 4 bytes for its header, got 3; fetch the file again',
    ],
    [
      'IDX: axes',
      () => parseIdx(Uint8Array.of(0, 0, 8, 2, 0)),
      'the IDX data is cut short: expected 12 bytes for the header of 2 axes, got 5; fetch the file again',
    ],
    [
      'IDX: other bytes',
      () => parseIdx(Uint8Array.of(0x1f, 0x50)),
      'the IDX data is not an IDX file: it starts with 0x1f 0x50, but IDX files start with 0x00 0x00; check that it is the right file',
    ],
    [
      'IDX: others',
      () => parseIdx(Uint8Array.of(0x50, 0x8b)),
      'the IDX data is not an IDX file: it starts with 0x50 0x8b, but IDX files start with 0x00 0x00; check that it is the right file',
    ],
    [
      'IDX: gzip',
      () => parseIdx(Uint8Array.of(0x1f, 0x8b)),
      'the IDX data is not an IDX file: it starts with 0x1f 0x8b, but IDX files start with 0x00 0x00; these bytes are gzipped: decompress them first',
    ],
    [
      'CSV: nothing',
      () => parseCsv(''),
      'the CSV text is empty, where a line of column names was expected; check that it is the right file',
    ],
    [
      'CSV: no rows',
      () => parseCsv('', { header: false }),
      'the CSV text is empty, where rows were expected; check that it is the right file',
    ],
    [
      'CSV: few values',
      () => parseCsv('a,b,c\n1,2'),
      'the CSV text, line 2: 2 values for 3 columns, none for "c"; correct the line, or quote values that hold the delimiter',
    ],
    [
      'CSV: many values',
      () => parseCsv('a,b\n1,2,3'),
      'the CSV text, line 2: 3 values for 2 columns, too many after "b"; correct the line, or quote values that hold the delimiter',
    ],
    [
      'CSV: no such column',
      () => tableToDataset(ok(parseCsv('a,b\n1,2')), { target: 'c' }),
      'the table has no column "c"; it has "a", "b"',
    ],
    [
      'rows: a number',
      () => parseRowsJson('3'),
      'the JSON text: expected an array of objects, [{ "name": value, … }, …]; for { "x": [[…]], "y": […] } call parseDatasetJson',
    ],
    [
      'rows: a list',
      () => parseRowsJson('[{"a": [1]}]'),
      'the JSON text, row 0: "a" holds a list; a value is a finite number, a text, true, false or null',
    ],
    [
      'rows: an object',
      () => parseRowsJson('[{"a": {}}]'),
      'the JSON text, row 0: "a" holds an object; a value is a finite number, a text, true, false or null',
    ],
    [
      'rows: too large',
      () => parseRowsJson('[{"a": 1e999}]'),
      'the JSON text, row 0: "a" holds Infinity; a value is a finite number, a text, true, false or null',
    ],
    [
      'data set: no x',
      () => parseDatasetJson('{"y": [1]}'),
      'the JSON text: expected { "x": [[…], …], "y": […] }; for an array of objects call parseRowsJson',
    ],
    [
      'data set: no y',
      () => parseDatasetJson('{"x": [[1]]}'),
      'the JSON text: expected { "x": [[…], …], "y": […] }; for an array of objects call parseRowsJson',
    ],
    [
      'encoded: a word',
      () => encoded('color,size\nred,big'),
      'the table, line 2: "big" in column "size" is not a number, but the encoding was fitted to numbers',
    ],
    [
      'encoded: too large',
      () => encoded('color,size\nred,1e300'),
      'the table, line 2: 1e+300 in column "size" is more than float32 holds; rescale the column',
    ],
    [
      'encoded: unknown',
      () => encoded('color,size\ngreen,1'),
      'the table, line 2: "green" in column "color" is none of the 2 categories the encoding was fitted to; correct it, or fit with { unknown: \'zeros\' }',
    ],
    [
      'encoded: missing',
      () => encoded('color,size\n,1'),
      'the table, line 2: no value in column "color"; fill it in, or fit the encoding with { fill: \'median\' }',
    ],
    [
      'labels',
      () => requireClasses(labels, 3),
      'requireClasses: row 1 has the label 3, where 3 classes have the labels 0 to 2; correct the row, or the number of classes',
    ],
    ['no JSON', () => decodeEncoding('{'), 'the saved encoding is not JSON: …\0'],
    [
      'no encoding',
      () => decodeEncoding('{}'),
      'the saved encoding is invalid: expected { features, target?, unknown, scale? }…\0',
    ],
    ['no JSON of a transform', () => decodeTransform('{'), 'the saved transform is not JSON: …\0'],
    ['no transform', () => decodeTransform('{}'), 'the saved transform is invalid: expected …\0'],
    [
      'no rows to normalize',
      () => fitNormalize(tensor([], { shape: [0, 2] })),
      'fitNormalize: there are no rows; fit to at least one',
    ],
    [
      'no rows to standardize',
      () => fitStandardize(tensor([], { shape: [0, 2] })),
      'fitStandardize: there are no rows; fit to at least one',
    ],
  ])('%s', (_, make, message) => {
    const error = errorOf(make());
    const [begin, ...cut] = message.split('…\0');
    if (cut.length > 0) expect(error.message).toContain(begin);
    else expect(error.message).toBe(message);
    if ('source' in error) expect(message.startsWith(error.source)).toBe(true);
  });

  test('places are whole: row and column of a label, part and row of a number', () => {
    expect(errorOf(requireClasses(labels, 3))).toMatchObject({ row: 1, column: 1, value: 3 });
    const holes = tensor([
      [1, 2],
      [3, Number.NaN],
    ]);
    expect(errorOf(fitNormalize(holes))).toMatchObject({
      _tag: 'NotFinite',
      part: 'x',
      row: 1,
      column: 1,
    });
    expect(errorOf(dataset(holes, tensor([1, 2])))).toMatchObject({ part: 'x', row: 1, column: 1 });
  });
});

describe('programming errors name the operation', () => {
  const data = { x: tensor([[1], [2], [3]]), y: tensor([0, 1, 0], { dtype: 'int32' }) };
  const floats = { ...data, y: tensor([0.5, 1, 0]) };
  const transform = { kind: 'normalize', min: [0], max: [1] } as const;

  test.each<readonly [() => unknown, string]>([
    [() => kFold(-1, { folds: 2 }), 'kFold: the number of rows must be an integer from 0, got -1'],
    [
      () => kFold(2.5, { folds: 2 }),
      'kFold: the number of rows must be an integer from 0, got 2.5',
    ],
    [
      () => kFold(0, { folds: 2 }),
      'kFold: folds must be an integer from 2 to the number of rows, 0, got 2',
    ],
    [() => kFold(floats, { folds: 2, stratified: true }), 'kFold: '],
    [() => stratifiedSplit(floats, { counts: [2, 1] }), 'stratifiedSplit: '],
    [
      () => splitRows(data, { counts: [1, 1] }),
      "splitRows: counts [1, 1] take 2 rows of 3; every row goes to one part: let one count be 'rest'",
    ],
    [
      () => splitRows(data, { fractions: [1.5, -0.5] }),
      'splitRows: fractions lie in [0, 1] and add up to 1, got [1.5, -0.5], in all 1',
    ],
    [() => splitRows(data, { fractions: [-0.5, 1.5] }), 'splitRows: fractions lie in [0, 1]'],
    [
      () => splitRows(data, { fractions: [-0.5, 0.75, 0.75] }),
      'splitRows: fractions lie in [0, 1]',
    ],
    [() => splitRows(data, { fractions: [0.5, 0.5 + 2e-9] }), 'add up to 1'],
    [() => requireClasses(data, 0), 'requireClasses: classes must be an integer from 1, got 0'],
    [
      () => scaleToUnit({ shape: [], values: Uint8Array.of(1) }),
      'scaleToUnit: a scalar holds no images',
    ],
    [() => applyTransform(transform)(tensor([[1, 2]])), 'applyTransform: '],
    [() => invertTransform(transform)(tensor([[1, 2]])), 'invertTransform: '],
    [
      () => dataset(tensor(1), tensor([1])),
      'dataset: x is a scalar (shape []); it needs a first axis',
    ],
    [
      () => dataset(tensor([1]), tensor(1)),
      'dataset: y is a scalar (shape []); it needs a first axis',
    ],
    [() => ok(fitEncoding(ok(parseCsv('a\n1')), { features: ['a', 'a'] })), 'fitEncoding: '],
  ])('%o: %s', (make, message) => {
    expect(make).toThrow(message);
  });

  test('numbers at the ends of their ranges are allowed', () => {
    expect(
      ok(requireClasses({ x: tensor([[1]]), y: tensor([0], { dtype: 'int32' }) }, 1)),
    ).toBeDefined();
    const sizes = (parts: Parameters<typeof splitRows>[1]) =>
      splitRows(data, parts).map(({ x }) => x.shape[0]);
    expect(sizes({ fractions: [1, 0] })).toEqual([3, 0]);
    expect(sizes({ fractions: [0, 1] })).toEqual([0, 3]);
    expect(sizes({ counts: [3, 'rest'] })).toEqual([3, 0]);
    expect(() => splitRows(data, { counts: [4, 'rest'] })).toThrow(ArgumentError);
    // Three shares of a third round to nearly all; the last part takes what is left.
    expect(sizes({ fractions: [1 / 3, 1 / 3, 1 / 3 - 5e-10] })).toEqual([1, 1, 1]);
  });

  test('rows are dealt by a key, and as they stand without one', () => {
    const [fold] = kFold(4, { folds: 2 });
    expect(fold!.validation.toArray()).toEqual([0, 2]);
    expect(kFold(40, { folds: 2, key: key(1) })[0]!.validation.toArray()).not.toEqual(
      kFold(40, { folds: 2 })[0]!.validation.toArray(),
    );
  });
});

describe('decoders take each kind, and nothing near it', () => {
  const feature = { name: 'a', kind: 'oneHot', categories: ['b'] };
  const encoding = { features: [feature], unknown: 'error' };
  const target = { name: 'y', kind: 'classes', classes: ['b', 'c'] };

  test.each([
    encoding,
    { ...encoding, target },
    { ...encoding, target: { name: 'y', kind: 'number' } },
    { ...encoding, features: [{ ...feature, kind: 'index', fill: 'b' }] },
    { ...encoding, features: [{ name: 'a', kind: 'number', fill: 1 }] },
  ])('encoding %j', (value) => {
    expect(ok(decodeEncoding(JSON.stringify(value)))).toEqual(value);
  });

  test.each([
    { ...encoding, features: [feature, { ...feature, kind: 'hot' }] },
    { ...encoding, features: [feature, null] },
    { ...encoding, features: [{ ...feature, categories: ['b', 1] }] },
    { ...encoding, features: [{ ...feature, fill: 'c' }] },
    { ...encoding, features: [{ name: 'a', kind: 'number', fill: '1' }] },
    { ...encoding, target: null },
    { ...encoding, target: [] },
    { ...encoding, target: 'y' },
    { ...encoding, target: { ...target, kind: 'class' } },
    { ...encoding, target: { kind: 'number' } },
    { ...encoding, target: { ...target, classes: ['b', 'b'] } },
    { ...encoding, unknown: 'none' },
  ])('no encoding: %j', (value) => {
    expect(errorOf(decodeEncoding(JSON.stringify(value)))).toMatchObject({
      _tag: 'InvalidJson',
      source: 'the saved encoding',
    });
  });

  const standardize = { kind: 'standardize', mean: [1, 2], std: [1, 2] };
  const normalize = { kind: 'normalize', min: [1, 2], max: [1, 3] };

  test.each([standardize, normalize, { kind: 'composed', transforms: [standardize, normalize] }])(
    'transform %j',
    (value) => {
      expect(ok(decodeTransform(JSON.stringify(value)))).toEqual(value);
    },
  );

  test.each([
    { ...standardize, std: [0, 2] },
    { ...standardize, std: [1, 0] },
    { ...standardize, std: [1] },
    { ...standardize, mean: [1, '2'] },
    { ...normalize, min: [1, 4] },
    { ...normalize, min: [2, 2] },
    { ...normalize, kind: 'normal' },
    { kind: 'compose', transforms: [standardize] },
    { kind: 'composed', transforms: [standardize, { kind: 'composed', transforms: [] }] },
    { kind: 'composed' },
    null,
  ])('no transform: %j', (value) => {
    expect(errorOf(decodeTransform(JSON.stringify(value)))).toMatchObject({
      _tag: 'InvalidJson',
      source: 'the saved transform',
    });
  });
});
