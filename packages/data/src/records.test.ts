import {
  ArgumentError,
  arange,
  compile,
  type DType,
  key,
  leaves,
  mapTree,
  mul,
  ShapeError,
  scalar,
  type Tensor,
  take,
  tensor,
  zeros,
} from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Dataset, dataset } from './dataset.ts';
import type { Features } from './features.ts';
import { groupSplit } from './group-split.ts';
import { kFold } from './k-fold.ts';
import { requireClasses } from './require-classes.ts';
import { shuffle } from './shuffle.ts';
import { splitRows } from './split-rows.ts';
import { stratifiedSplit } from './stratified-split.ts';
import { takeRows } from './take-rows.ts';
import { applyTransform, invertTransform } from './transforms/apply-transform.ts';
import { fitNormalize } from './transforms/fit-normalize.ts';
import { fitStandardize } from './transforms/fit-standardize.ts';

type Data = Dataset<Features, Features>;

const int32 = { dtype: 'int32' } as const;
const rowNumbers = (count: number): Tensor => arange(count, int32);

/** Names that are also names of an object's methods, of its prototype, or of array elements. */
const names = fc.constantFrom('a', 'b', 'shape', 'toString', 'constructor', '__proto__', '0');

/** Parts of `count` rows, nested up to three levels, of any dtype and further axes; all numbers of row i are i. */
const featuresOf = (count: number): fc.Arbitrary<Features> =>
  fc.letrec<{ part: Tensor; features: Features }>((tie) => ({
    part: fc
      .tuple(
        fc.constantFrom<DType>('float32', 'float64', 'int32'),
        fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 2 }),
      )
      .map(([dtype, rest]) => {
        const width = rest.reduce((size, length) => size * length, 1);
        const rows = Array.from({ length: count * width }, (_, i) => Math.floor(i / width));
        return tensor(rows, { dtype, shape: [count, ...rest] });
      }),
    features: fc.oneof(
      { maxDepth: 3 },
      tie('part'),
      fc
        .uniqueArray(fc.tuple(names, tie('features')), {
          ...{ minLength: 1, maxLength: 3 },
          selector: ([name]) => name,
        })
        .map((parts) => Object.fromEntries(parts)),
    ),
  })).features;

const anyData: fc.Arbitrary<Data> = fc.integer({ min: 4, max: 12 }).chain((count) =>
  fc.record(
    {
      x: featuresOf(count),
      y: featuresOf(count),
      weights: fc.constant(tensor([...rowNumbers(count).data])),
    },
    { requiredKeys: ['x', 'y'] },
  ),
);

const countOf = (data: Data): number => leaves(data)[0]!.shape[0]!;
const classesOf = (data: Data): Tensor =>
  tensor(
    [...rowNumbers(countOf(data)).data].map((row) => row % 2, int32),
    int32,
  );

/** Each operation that returns datasets, with what it returns as a list. */
const operations: { readonly [name: string]: (data: Data) => readonly Data[] } = {
  takeRows: (data) => [takeRows(data, tensor([1, 0, 3, 1], int32))],
  shuffle: (data) => [shuffle(key(3), data)],
  splitRows: (data) => splitRows(data, { counts: [1, 'rest'] }, { key: key(1) }),
  stratifiedSplit: (data) =>
    stratifiedSplit(data, { fractions: [0.5, 0.5] }, { labels: classesOf(data), key: key(2) }),
  groupSplit: (data) =>
    groupSplit(data, { fractions: [0.5, 0.5] }, { groups: classesOf(data), key: key(2) }),
};

describe.each(Object.entries(operations))('%s of records', (_, operation) => {
  test('does to each part what it does to a plain dataset', () => {
    fc.assert(
      fc.property(anyData, (data) => {
        const rows = rowNumbers(countOf(data));
        const plain = operation({ x: rows, y: rows }).map(({ x }) => x as Tensor);
        const made = operation(data);
        expect(made).toHaveLength(plain.length);
        made.forEach((part, i) => {
          const expected = mapTree(data, (leaf) => take(leaf, plain[i]!));
          expect(Object.keys(part)).toEqual(Object.keys(expected));
          expect(part).toEqual(expected);
          expect(leaves(part).map(({ dtype }) => dtype)).toEqual(
            leaves(data).map(({ dtype }) => dtype),
          );
        });
      }),
      { numRuns: 40 },
    );
  });

  const x = { picture: zeros([4, 2]), inner: { word: zeros([4], int32) } };
  const good = { x, y: { kind: zeros([4], int32) }, weights: zeros([4]) };

  test.each<readonly [Data, string]>([
    [
      { ...good, x: { ...x, inner: { word: zeros([5], int32) } } },
      'x.picture has 4 rows (shape [4, 2]) and x.inner.word has 5 (shape [5])',
    ],
    [{ ...good, y: zeros([3, 1]) }, 'x.picture has 4 rows (shape [4, 2]) and y has 3'],
    [{ ...good, x: zeros([4]), y: zeros([5]) }, 'x has 4 rows (shape [4]) and y has 5 (shape [5])'],
    [{ ...good, weights: zeros([2]) }, 'x.picture has 4 rows (shape [4, 2]) and weights has 2'],
    [{ ...good, y: { kind: scalar(1) } }, 'y.kind is a scalar'],
  ])('refuses parts of different lengths: %#', (data, message) => {
    expect(() => operation(data)).toThrow(ShapeError);
    expect(() => operation(data)).toThrow(message);
  });

  test.each<readonly [unknown, string]>([
    [{ ...good, x: {} }, 'x is a record without parts'],
    [{ ...good, y: { kind: {} } }, 'y.kind is a record without parts'],
    [{ ...good, x: { ...x, picture: [1, 2, 3, 4] } }, 'x.picture must be a tensor or an object'],
    [{ ...good, x: { ...x, inner: { word: undefined } } }, 'x.inner.word must be a tensor'],
    [{ ...good, y: null }, 'y must be a tensor or an object, got null'],
  ])('refuses what is not a record of tensors: %#', (data, message) => {
    expect(() => operation(data as Data)).toThrow(ArgumentError);
    expect(() => operation(data as Data)).toThrow(message);
  });
});

test('a map is not a record', () => {
  const data = { x: new Map([['a', zeros([2])]]), y: zeros([2]) } as never;
  expect(() => shuffle(key(1), data)).toThrow('x is a record without parts');
});

test('takeRows of records is part of a compiled program', () => {
  const data = { x: { a: rowNumbers(4), b: { c: tensor([0, 1, 2, 3]) } }, y: rowNumbers(4) };
  const program = compile((rows: Tensor) => {
    const { x, y } = takeRows(data, rows);
    return { a: x.a, c: mul(x.b.c, 2), y };
  });
  expect(program(tensor([2, 1], int32))).toEqual({
    a: tensor([2, 1], int32),
    c: tensor([4, 2]),
    y: tensor([2, 1], int32),
  });
});

describe('dataset of records', () => {
  const x = { picture: zeros([3, 2, 2]), word: zeros([3], int32) };
  const y = { kind: zeros([3], int32), age: tensor([1.5, 2, 3]) };
  const targets = { age: 'numbers' } as const;

  test('keeps the very tensors, whatever their dtype', () => {
    const made = dataset(x, y, { targets });
    expect(made).toEqual({ _tag: 'Right', right: { x, y } });
    expect(made._tag === 'Right' && made.right.x.word).toBe(x.word);
  });

  test('names the parts that differ, and gives all shapes', () => {
    const words = { ...x, word: zeros([4], int32) };
    expect(dataset(words, y, { targets })).toMatchObject({
      left: {
        _tag: 'CountMismatch',
        x: { picture: [3, 2, 2], word: [4] },
        y: { kind: [3], age: [3] },
        message:
          'dataset: x.picture has 3 rows (shape [3, 2, 2]) and x.word has 4 (shape [4]); every row of x.picture needs its row of x.word',
      },
    });
  });

  test('names the part, row and column of a number that is not finite', () => {
    const picture = tensor([0, 0, 0, 0, 0, 0, Number.NaN, 0, 0, 0, 0, 0], { shape: [3, 2, 2] });
    expect(dataset({ ...x, picture }, y, { targets })).toMatchObject({
      left: { _tag: 'NotFinite', part: 'x.picture', row: 1, column: 2 },
    });
    const age = tensor([1, Infinity, 2]);
    expect(dataset(x, { ...y, age }, { targets })).toMatchObject({
      left: { _tag: 'NotFinite', part: 'y.age', row: 1, column: 0 },
    });
  });

  test('each target is a label unless it is named among the numbers', () => {
    expect(dataset(x, { person: y })).toMatchObject({
      left: {
        _tag: 'NotInteger',
        part: 'y.person.age',
        row: 0,
        message: expect.stringContaining("pass { targets: { person: { age: 'numbers' } } }"),
      },
    });
    expect(dataset(x, { person: y }, { targets: { person: targets } })._tag).toBe('Right');
    expect(dataset(x, { person: y }, { targets: 'numbers' })._tag).toBe('Right');
  });

  test('no part has a name of its prototype', () => {
    expect(dataset(x, { toString: y.age }, { targets: {} })).toMatchObject({
      left: { _tag: 'NotInteger', part: 'y.toString' },
    });
  });

  test('refuses targets of parts that there are not', () => {
    const wrong = { ...targets, size: 'numbers' } as never;
    expect(() => dataset(x, y, { targets: wrong })).toThrow(
      "dataset: targets name a part 'size', but there are only kind, age",
    );
    expect(() => dataset(x, y, { targets: { age: 'number' } as never })).toThrow(
      "dataset: targets.age must be 'labels' or 'numbers'",
    );
    expect(() => dataset(x, y.age, { targets: { age: 'numbers' } as never })).toThrow(
      "dataset: targets must be 'labels' or 'numbers', got an object",
    );
  });
});

describe('requireClasses of records', () => {
  const data = { x: zeros([2]), y: { kind: tensor([0, 3], int32), age: tensor([1.5, 2]) } };

  test('checks the parts that are named', () => {
    expect(requireClasses(data, { kind: 4 })._tag).toBe('Right');
    expect(requireClasses(data, {})._tag).toBe('Right');
    expect(requireClasses(data, { kind: 3 })).toMatchObject({
      left: {
        _tag: 'LabelOutOfRange',
        part: 'y.kind',
        row: 1,
        value: 3,
        message: expect.stringContaining('row 1 of y.kind has the label 3'),
      },
    });
    expect(() => requireClasses(data, { kinds: 3 } as never)).toThrow("a part 'kinds'");
    expect(() => requireClasses(data, { kind: 0 })).toThrow('an integer from 1, got 0');
  });
});

describe('classes of records', () => {
  const y = { kind: tensor([0, 0, 1, 1], int32), age: tensor([1, 2, 3, 4]) };
  const data = { x: { a: rowNumbers(4) }, y };
  const { kind: labels } = y;

  test('are given by name to stratify', () => {
    const [first] = stratifiedSplit(data, { counts: [2, 'rest'] }, { labels });
    expect(first.y.kind.toArray()).toEqual([0, 1]);
    const byLabels = kFold(data, { folds: 2, stratified: true, labels });
    expect(byLabels).toEqual(kFold({ x: labels, y: labels }, { folds: 2, stratified: true }));
    expect(kFold(4, { folds: 2, stratified: true, labels })).toEqual(byLabels);
  });

  test('are asked for, and must fit', () => {
    for (const split of [
      () => stratifiedSplit(data, { counts: [2, 'rest'] }),
      () => kFold(data, { folds: 2, stratified: true }),
    ])
      expect(split).toThrow('y has the parts y.kind, y.age; pass the one that holds the classes');
    expect(() => kFold(data, { folds: 2, labels })).toThrow('pass stratified: true');
    expect(() => kFold(3, { folds: 2, stratified: true, labels })).toThrow(
      'labels must have shape [3], one class for each row, got [4]',
    );
    expect(() => stratifiedSplit(data, { counts: [2, 'rest'] }, { labels: y.age })).toThrow(
      'labels must hold classes as int32',
    );
  });
});

test.each<readonly [string, (x: Tensor) => unknown]>([
  ['fitStandardize', fitStandardize],
  ['fitNormalize', fitNormalize],
  ['applyTransform', applyTransform({ kind: 'normalize', min: [0], max: [1] })],
  ['invertTransform', invertTransform({ kind: 'normalize', min: [0], max: [1] })],
])('%s asks for one part of a record', (name, transform) => {
  expect(() => transform({ age: zeros([2, 1]) } as never)).toThrow(
    `${name}: x is a record of parts, but a transform has the columns of one; pass a part, x.age`,
  );
  expect(() => transform([[1]] as never)).toThrow(`${name}: x must be a tensor, got an array`);
});
