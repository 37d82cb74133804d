import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ones, tensor, zeros } from '../create.ts';
import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { seeded } from '../testing/arbitraries.ts';
import { at, expectElements } from '../testing/oracle.ts';
import { averagePool2d, conv2d, maxPool2d, type Padding, patches } from './convolution.ts';

type Two = readonly [number, number];

/** Images and windows on them, of which at least one fits along each axis. */
interface Case {
  readonly x: Tensor;
  readonly window: Two;
  readonly strides: Two;
  readonly dilations: Two;
  readonly padding: Padding;
  /** The pixels before each axis, and the number of windows, from the definitions. */
  readonly before: Two;
  readonly counts: Two;
}

interface Axis {
  readonly length: number;
  readonly window: number;
  readonly stride: number;
  readonly dilation: number;
  readonly around: Two;
}

const axes = (mostDilation: number, isInside: boolean): fc.Arbitrary<Axis> =>
  fc
    .record({
      length: fc.integer({ min: 1, max: 7 }),
      window: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: mostDilation }),
      around: fc.tuple(fc.nat(3), fc.nat(3)),
    })
    .map((axis) => ({
      ...axis,
      around: isInside
        ? ([
            Math.min(axis.around[0], axis.window - 1),
            Math.min(axis.around[1], axis.window - 1),
          ] as const)
        : axis.around,
    }));

const spanOf = ({ window, dilation }: Axis): number => dilation * (window - 1) + 1;

/** The pixels before an axis, and the number of windows along it. */
const placesOf = (axis: Axis, padding: Padding, i: number): Two => {
  const { length, stride } = axis;
  if (padding === 'same') {
    const total = Math.max((Math.ceil(length / stride) - 1) * stride + spanOf(axis) - length, 0);
    return [Math.floor(total / 2), Math.ceil(length / stride)];
  }
  const [before, after] = padding === 'valid' ? [0, 0] : padding[i]!;
  return [before, Math.floor((length + before + after - spanOf(axis)) / stride) + 1];
};

const cases = ({ mostDilation = 3, isInside = false } = {}): fc.Arbitrary<Case> =>
  fc
    .record({
      batch: fc.nat(2),
      channels: fc.integer({ min: 1, max: 6 }),
      axes: fc.tuple(axes(mostDilation, isInside), axes(mostDilation, isInside)),
      padding: fc.constantFrom('valid', 'same', 'explicit'),
      seed: fc.nat(9999),
    })
    .map(({ batch, channels, axes: [down, right], padding: kind, seed }) => {
      const padding: Padding =
        kind === 'explicit' ? [down.around, right.around] : (kind as 'valid' | 'same');
      const [[top, rows], [left, columns]] = [
        placesOf(down, padding, 0),
        placesOf(right, padding, 1),
      ];
      return {
        x: seeded([batch, down.length, right.length, channels], 'float64', seed),
        window: [down.window, right.window] as const,
        strides: [down.stride, right.stride] as const,
        dilations: [down.dilation, right.dilation] as const,
        padding,
        before: [top, left] as const,
        counts: [rows, columns] as const,
      };
    })
    .filter(({ counts }) => counts.every((count) => count > 0));

/** The pixels of a window at a place: their offsets in the window, and their values, or undefined outside the image. */
const pixelsAt = (
  { x, window, strides, dilations, before }: Case,
  [n, i, j, k]: readonly number[],
): readonly (readonly [p: number, q: number, value: number | undefined])[] =>
  Array.from({ length: window[0] * window[1] }, (_, place) => {
    const [p, q] = [Math.floor(place / window[1]), place % window[1]];
    const row = i! * strides[0] + p * dilations[0] - before[0];
    const column = j! * strides[1] + q * dilations[1] - before[1];
    const isInside = row >= 0 && row < x.shape[1]! && column >= 0 && column < x.shape[2]!;
    return [p, q, isInside ? at(x, [n!, row, column, k!]) : undefined] as const;
  });

test('patches holds the pixels of each window, and zeros outside the image', () => {
  fc.assert(
    fc.property(cases(), (given) => {
      const { x, window, strides, dilations, padding, counts } = given;
      const [batch, , , channels] = x.shape as readonly [number, number, number, number];
      const all = patches(x, { window, strides, dilations, padding });
      const shape = [batch, ...counts, ...window, channels];
      expectElements(all, shape, 'float64', ([n, i, j, p, q, k]) => {
        const pixel = pixelsAt(given, [n!, i!, j!, k!])[p! * window[1] + q!]!;
        return pixel[2] ?? 0;
      });
    }),
    { numRuns: 60 },
  );
});

test('conv2d is the sum of its definition, in groups too', () => {
  const grouped = fc.tuple(
    cases(),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 2 }),
  );
  fc.assert(
    fc.property(grouped, ([given, groups, each, outEach]) => {
      const { window, strides, dilations, padding, counts } = given;
      const [batch, height, width] = given.x.shape as readonly [number, number, number];
      const x = seeded([batch, height, width, groups * each], 'float64', 1);
      const out = groups * outEach;
      const kernel = seeded([...window, each, out], 'float64', 2);
      const y = conv2d(x, kernel, { strides, padding, dilations, groups });
      expect(y.shape).toEqual([batch, ...counts, out]);
      y.data.forEach((actual, index) => {
        const [n, i, j, o] = [
          Math.floor(index / (out * counts[1] * counts[0])),
          Math.floor(index / (out * counts[1])) % counts[0],
          Math.floor(index / out) % counts[1],
          index % out,
        ];
        let expected = 0;
        for (let k = 0; k < each; k++) {
          const channel = Math.floor(o / outEach) * each + k;
          for (const [p, q, value] of pixelsAt({ ...given, x }, [n, i, j, channel]))
            expected += (value ?? 0) * at(kernel, [p, q, k, o]);
        }
        expect(actual).toBeCloseTo(expected, 10);
      });
    }),
    { numRuns: 60 },
  );
});

describe('pools', () => {
  const pools = cases({ mostDilation: 1, isInside: true });
  const insideAt = (given: Case, index: readonly number[]): readonly number[] =>
    pixelsAt(given, index).flatMap(([, , value]) => (value === undefined ? [] : [value]));

  it('maxPool2d takes the largest pixel of each window inside the image', () => {
    fc.assert(
      fc.property(pools, (given) => {
        const { x, window, strides, padding, counts } = given;
        const y = maxPool2d(x, { window, strides, padding });
        expectElements(y, [x.shape[0]!, ...counts, x.shape[3]!], 'float64', (index) =>
          Math.max(...insideAt(given, index)),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('averagePool2d takes the mean of the pixels of each window inside the image', () => {
    fc.assert(
      fc.property(pools, (given) => {
        const { x, window, strides, padding, counts } = given;
        const y = averagePool2d(x, { window, strides, padding });
        expect(y.shape).toEqual([x.shape[0]!, ...counts, x.shape[3]!]);
        y.data.forEach((actual, index) => {
          const channels = x.shape[3]!;
          const pixels = insideAt(given, [
            Math.floor(index / (channels * counts[1] * counts[0])),
            Math.floor(index / (channels * counts[1])) % counts[0],
            Math.floor(index / channels) % counts[1],
            index % channels,
          ]);
          expect(actual).toBeCloseTo(pixels.reduce((a, b) => a + b) / pixels.length, 10);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('step by their window unless told otherwise', () => {
    const x = seeded([1, 7, 5, 2], 'float32', 3);
    for (const pool of [maxPool2d, averagePool2d])
      expect(pool(x, { window: [3, 2] }).toArray()).toEqual(
        pool(x, { window: [3, 2], strides: [3, 2] }).toArray(),
      );
  });

  it('do not count zeros outside an image of negative pixels', () => {
    const x = tensor([-3, -1, -2, -4], { shape: [1, 2, 2, 1] });
    const options = { window: 3, strides: 1, padding: 'same' } as const;
    expect([...maxPool2d(x, options).data]).toEqual([-1, -1, -1, -1]);
    expect([...averagePool2d(x, options).data]).toEqual([-2.5, -2.5, -2.5, -2.5]);
  });

  it('reject a window that lies outside the image', () => {
    for (const pool of [maxPool2d, averagePool2d])
      expect(() =>
        pool(ones([1, 3, 3, 1]), {
          window: 2,
          padding: [
            [2, 0],
            [0, 0],
          ],
        }),
      ).toThrow(ShapeError);
  });

  it('reject images without pixels', () => {
    expect(() =>
      maxPool2d(ones([1, 0, 3, 1]), {
        window: 2,
        strides: 1,
        padding: [
          [1, 1],
          [0, 0],
        ],
      }),
    ).toThrow(/lies outside the image/);
  });

  it('reject integers, and name the operation', () => {
    const x = zeros([1, 2, 2, 1], { dtype: 'int32' });
    expect(() => maxPool2d(x, { window: 2 })).toThrow(/^maxPool2d: needs a float tensor/);
    expect(() => averagePool2d(x, { window: 2 })).toThrow(/^averagePool2d: needs a float tensor/);
  });
});

describe('errors name the operation, the shapes and the remedy', () => {
  const x = ones([2, 4, 5, 6]);

  it.each([
    [
      [4, 5, 6],
      /images have the shape \[batch, height, width, channels\], got \[4, 5, 6\]; reshape/,
    ],
    [[2, 4, 5], /got \[2, 4, 5\]/],
  ])('images of shape %j', (shape, message) => {
    expect(() => conv2d(ones(shape), ones([1, 1, 6, 1]))).toThrow(message);
  });

  it('a kernel of another rank', () => {
    expect(() => conv2d(x, ones([3, 3, 6]))).toThrow(
      'conv2d: a kernel has the shape [height, width, channels / groups, channels out], got [3, 3, 6]',
    );
  });

  it('channels that differ from the kernel', () => {
    expect(() => conv2d(x, ones([3, 3, 4, 8]))).toThrow(
      'conv2d: images of shape [2, 4, 5, 6] have 6 channels, and a kernel of shape [3, 3, 4, 8] reads 4 in each of 1 group; the third length of the kernel must be channels / groups',
    );
    expect(() => conv2d(x, ones([3, 3, 6, 8]), { groups: 2 })).toThrow(ShapeError);
  });

  it('channels out that groups cannot share', () => {
    expect(() => conv2d(x, ones([3, 3, 2, 4]), { groups: 3 })).toThrow(
      /the 4 channels out .* cannot be shared equally by 3 groups/,
    );
  });

  it('a window that does not fit', () => {
    expect(() => conv2d(x, ones([5, 5, 6, 1]))).toThrow(
      /^conv2d: a window that spans \[5, 5\] pixels does not fit in images of \[4, 5\] pixels .*padding larger$/,
    );
    expect(() => conv2d(x, ones([3, 3, 6, 1]), { dilations: 2 })).toThrow(/spans \[5, 5\]/);
    expect(() => maxPool2d(x, { window: 6 })).toThrow(/^maxPool2d: a window/);
    expect(() => patches(x, { window: [4, 6] })).toThrow(/^patches: a window/);
  });

  it.each([
    [{ strides: 0 }, /strides must be a whole number of at least 1.* got \[0, 0\]/],
    [{ strides: [1, 1.5] as const }, /strides must be/],
    [{ dilations: [1] as never }, /dilations must be/],
    [{ groups: 0 }, /groups must be a whole number of at least 1, got 0/],
    [{ padding: 'full' as never }, /padding is 'valid', 'same' or/],
    [{ padding: [1, 1] as never }, /padding is 'valid', 'same' or/],
    [
      {
        padding: [
          [1, -1],
          [0, 0],
        ] as const,
      },
      /in whole numbers from 0/,
    ],
    [{ stride: 2 } as never, /there is no option 'stride', only strides/],
  ])('settings %j', (options, message) => {
    expect(() => conv2d(x, ones([1, 1, 6, 1]), options)).toThrow(ArgumentError);
    expect(() => conv2d(x, ones([1, 1, 6, 1]), options)).toThrow(message);
  });

  it('types of elements that differ', () => {
    expect(() => conv2d(x, ones([1, 1, 6, 1], { dtype: 'float64' }))).toThrow(DTypeError);
    expect(() => conv2d(x, ones([1, 1, 6, 1], { dtype: 'float64' }))).toThrow(/^conv2d:/);
  });
});
