import { ShapeError, scalar, type Tensor, tensor, zeros } from '@puregrad/tensors';
import { between } from '@puregrad/tensors/testing/between';
import fc from 'fast-check';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { applyTransform, invertTransform } from './apply-transform.ts';
import { composedMonoid, composeTransforms } from './compose-transforms.ts';
import { decodeTransform, encodeTransform } from './encode-transform.ts';
import { fitNormalize } from './fit-normalize.ts';
import { fitStandardize } from './fit-standardize.ts';
import type { Transform } from './transform.ts';

const fitted = <T>(result: Either<{ readonly message: string }, T>): T => {
  if (isLeft(result)) throw new Error(result.left.message);
  return result.right;
};

const float64 = { dtype: 'float64' } as const;
const column = (values: readonly number[]): Tensor => tensor(values.map((v) => [v]));
const meanOf = (values: readonly number[]) => values.reduce((sum, v) => sum + v / values.length, 0);

const matrix = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 12 }))
  .chain(([width, count]) =>
    fc.array(
      fc.array(
        fc.integer({ min: -1e6, max: 1e6 }).map((v) => v / 64),
        {
          minLength: width,
          maxLength: width,
        },
      ),
      { minLength: count, maxLength: count },
    ),
  );

describe('fitStandardize', () => {
  test('columns come out with mean 0 and standard deviation 1, or 0 where constant', () => {
    fc.assert(
      fc.property(matrix, (rows) => {
        const x = tensor(rows, float64);
        const { data, shape } = applyTransform(fitted(fitStandardize(x)))(x);
        for (let c = 0; c < shape[1]!; c++) {
          const before = rows.map((row) => row[c]!);
          const after = rows.map((_, r) => data[r * shape[1]! + c]!);
          expect(meanOf(after)).toBeCloseTo(0, 6);
          const constant = before.every((value) => value === before[0]);
          expect(meanOf(after.map((v) => v * v))).toBeCloseTo(constant ? 0 : 1, 6);
          if (constant) expect(after.every((v) => v === 0)).toBe(true);
        }
      }),
    );
  });

  test('float32 columns far from 0', () => {
    const noise = Array.from({ length: 10_000 }, (_, i) => 8 * ((i * 7919) % 5));
    const x = column(noise.map((n) => 1e8 + n));
    const standardize = fitted(fitStandardize(x));
    expect(standardize.mean[0]).toBeCloseTo(1e8 + 16, 6);
    expect(standardize.std[0]).toBeCloseTo(8 * Math.SQRT2, 9);
    const z = [...applyTransform(standardize)(x).data];
    expect(z[0]).toBeCloseTo(-Math.SQRT2, 6);
    expect(meanOf(z)).toBeCloseTo(0, 6);
  });

  test('tiny and huge numbers, one row, and constants that are not binary fractions', () => {
    const tiny = fitted(fitStandardize(tensor([[1e-200], [3e-200]], float64)));
    expect(tiny.std[0]! / 1e-200).toBeCloseTo(1, 12);
    const huge = fitted(fitStandardize(tensor([[1e200], [3e200]], float64)));
    expect(huge.std[0]! / 1e200).toBeCloseTo(1, 12);
    expect(fitted(fitStandardize(tensor([[7, -7]])))).toEqual({
      kind: 'standardize',
      mean: [7, -7],
      std: [1, 1],
    });
    expect(Object.is(fitted(fitNormalize(column([-0, 1]))).min[0], 0)).toBe(true);
    const tenths = column(Array.from({ length: 7 }, () => 0.1));
    expect(fitted(fitStandardize(tenths)).std).toEqual([1]);
  });
});

describe('fitNormalize', () => {
  test('columns fill [0, 1]', () => {
    const x = tensor([
      [5, 1, -2],
      [10, 1, 0],
      [6, 1, 2],
    ]);
    const normalize = fitted(fitNormalize(x));
    expect(normalize).toEqual({ kind: 'normalize', min: [5, 1, -2], max: [10, 1, 2] });
    expect(applyTransform(normalize)(x)).toEqual(
      tensor([
        [0, 0, 0],
        [1, 0, 0.5],
        [0.2, 0, 1],
      ]),
    );
    expect(applyTransform(normalize)(tensor([[0, 3, 4]])).toArray()).toEqual([[-1, 2, 1.5]]);
  });
});

describe.each([
  ['fitStandardize', fitStandardize],
  ['fitNormalize', fitNormalize],
] as const)('%s refuses', (name, fit: (x: Tensor) => Either<unknown, Transform>) => {
  test('no rows', () => {
    expect(fit(zeros([0, 3]))).toMatchObject({
      left: { _tag: 'EmptyDataset', message: expect.stringContaining(name) },
    });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d, by row and column', (value) => {
    expect(
      fit(
        tensor([
          [1, 2, 3],
          [4, value, 6],
        ]),
      ),
    ).toMatchObject({
      left: {
        _tag: 'NotFinite',
        row: 1,
        column: 1,
        message: expect.stringContaining('row 1, column 1'),
      },
    });
  });

  test('a scalar', () => {
    expect(() => fit(scalar(1))).toThrow(ShapeError);
    expect(() => fit(scalar(1))).toThrow(`${name}: `);
  });
});

const transform = (width: number): fc.Arbitrary<Transform> => {
  const numbers = (min: number) =>
    fc.array(between(min, 100), { minLength: width, maxLength: width });
  return fc.oneof(
    fc.record({
      kind: fc.constant('standardize' as const),
      mean: numbers(-100),
      std: numbers(0.1),
    }),
    fc
      .record({ kind: fc.constant('normalize' as const), min: numbers(-200), max: numbers(0) })
      .map(({ kind, min, max }) => ({
        kind,
        min,
        max: max.map((v, i) => Math.max(v, min[i]! + 0.1)),
      })),
  );
};

describe('transforms', () => {
  const x = tensor(
    [
      [1, -2],
      [30, 0.5],
    ],
    float64,
  );

  test('composedMonoid is a monoid, and its concat applies one transform after the other', () => {
    const { concat, empty } = composedMonoid;
    const composed = fc
      .array(transform(2), { maxLength: 3 })
      .map((stages) => composeTransforms(...stages));
    fc.assert(
      fc.property(composed, composed, composed, (a, b, c) => {
        expect(concat(concat(a, b), c)).toEqual(concat(a, concat(b, c)));
        expect(concat(empty, a)).toEqual(a);
        expect(concat(a, empty)).toEqual(a);
        const inTurn = applyTransform(b)(applyTransform(a)(x));
        expect(applyTransform(concat(a, b))(x).toArray()).toEqual(inTurn.toArray());
      }),
    );
  });

  test('invertTransform undoes applyTransform', () => {
    fc.assert(
      fc.property(fc.array(transform(2), { maxLength: 3 }), (stages) => {
        const composed = composeTransforms(...stages);
        const back = invertTransform(composed)(applyTransform(composed)(x));
        back.data.forEach((value, i) => {
          expect(value).toBeCloseTo(x.data[i]!, 6);
        });
      }),
    );
  });

  test('composeTransforms is a monoid, and applies from left to right', () => {
    fc.assert(
      fc.property(transform(2), transform(2), transform(2), (a, b, c) => {
        const compose = composeTransforms;
        expect(compose(a, compose(b, c))).toEqual(compose(compose(a, b), c));
        expect(compose(compose(), a)).toEqual(compose(a));
        expect(compose(a, compose())).toEqual(compose(a));
        expect(applyTransform(compose(a, b))(x)).toEqual(applyTransform(b)(applyTransform(a)(x)));
      }),
    );
    expect(applyTransform(composeTransforms())(x)).toEqual(x);
  });

  test('JSON and back, bit for bit', () => {
    fc.assert(
      fc.property(transform(3), transform(3), (a, b) => {
        for (const value of [a, composeTransforms(a, b)])
          expect(decodeTransform(encodeTransform(value))).toEqual(right(value));
      }),
    );
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '{"kind":"scale"}',
    '{"kind":"standardize","mean":[1]}',
    '{"kind":"standardize","mean":[1],"std":[1,2]}',
    '{"kind":"standardize","mean":[1],"std":[0]}',
    '{"kind":"standardize","mean":["1"],"std":[1]}',
    '{"kind":"standardize","mean":[1e999],"std":[1]}',
    '{"kind":"normalize","min":[2],"max":[1]}',
    '{"kind":"composed","transforms":[{}]}',
    '{"kind":"standardize","mean":[0],"std":[1],"clip":5}',
    '{"kind":"composed","transforms":[],"after":[]}',
    '{"kind":"composed","transforms":[{"kind":"normalize","min":[1],"max":[2]},{"kind":"normalize","min":[1,1],"max":[2,2]}]}',
  ])('%s is not a transform', (text) => {
    expect(decodeTransform(text)).toMatchObject({ left: { _tag: 'InvalidJson' } });
  });

  test('ints become float32, other shapes stay, widths must fit', () => {
    const normalize = { kind: 'normalize', min: [0, 0], max: [2, 4] } as const;
    const apply = applyTransform(normalize);
    expect(apply(tensor([[1, 1]], { dtype: 'int32' }))).toEqual(tensor([[0.5, 0.25]]));
    expect(apply(zeros([3, 2, 1])).shape).toEqual([3, 2, 1]);
    expect(apply(zeros([0, 2])).shape).toEqual([0, 2]);
    expect(() => apply(zeros([2, 3]))).toThrow(ShapeError);
    expect(() => apply(zeros([2, 3]))).toThrow(/rows of 2 numbers, got rows of 3/);
  });
});
