import { grad } from '@puregrad/autodiff';
import {
  mean,
  reshape,
  ShapeError,
  slice,
  stack,
  type Tensor,
  tensor,
  zeros,
} from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { huber } from './huber.ts';
import { meanAbsoluteError } from './mean-absolute-error.ts';
import { meanSquaredError } from './mean-squared-error.ts';
import { overMembers } from './over-members.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { sparseSoftmaxCrossEntropy } from './sparse-softmax-cross-entropy.ts';
import { unreduced } from './unreduced.ts';

const f64 = { dtype: 'float64' } as const;

/** The predictions of a member, cut out by its number. */
const memberOf = (predictions: Tensor, member: number): Tensor => {
  const [rows, , ...rest] = predictions.shape;
  const start = [0, member, ...rest.map(() => 0)];
  return reshape(slice(predictions, start, [rows!, member + 1, ...rest]), [rows!, ...rest]);
};

const sizes = fc.record({
  rows: fc.integer({ min: 1, max: 4 }),
  members: fc.integer({ min: 1, max: 4 }),
  values: fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 48, maxLength: 48 }),
});

describe('overMembers', () => {
  test.each<
    readonly [string, (p: Tensor, y: Tensor) => Tensor, readonly number[], (n: number) => Tensor]
  >([
    [
      'classes',
      sparseSoftmaxCrossEntropy,
      [3],
      (n) => tensor(Int32Array.from({ length: n }, (_, i) => i % 3)),
    ],
    ['distributions', softmaxCrossEntropy, [2], (n) => tensor(Array(n).fill([0.25, 0.75]), f64)],
    ['numbers', huber, [], (n) => zeros([n], f64)],
    ['several numbers', unreduced(meanSquaredError), [2], (n) => zeros([n, 2], f64)],
    ['a scalar', (p, y) => mean(huber(p, y)), [2], (n) => zeros([n, 2], f64)],
  ])('is the mean of the losses of each member by itself: %s', (_, loss, rest, targetsOf) => {
    fc.assert(
      fc.property(sizes, ({ rows, members, values }) => {
        const shape = [rows, members, ...rest];
        const size = shape.reduce((a, b) => a * b, 1);
        const predictions = tensor(Float64Array.from(values.slice(0, size)), { shape });
        const targets = targetsOf(rows);
        const each = Array.from({ length: members }, (_, m) =>
          loss(memberOf(predictions, m), targets),
        );
        const expected = mean(stack(each), { axes: 0 });
        const made = overMembers(loss)(predictions, targets);
        expect(made.shape).toEqual(expected.shape);
        made.data.forEach((value, i) => expect(value).toBeCloseTo(expected.data[i]!, 12));
      }),
      { numRuns: 20 },
    );
  });

  it('lets each member learn by itself: its gradient is that of its own loss, a k-th of it', () => {
    const predictions = tensor(
      [
        [
          [1, 2],
          [3, 1],
        ],
        [
          [0, 1],
          [2, 5],
        ],
      ],
      f64,
    );
    const labels = tensor(Int32Array.of(0, 1));
    const whole = grad((p: Tensor) => mean(overMembers(sparseSoftmaxCrossEntropy)(p, labels)))(
      predictions,
    );
    const alone = grad((p: Tensor) => mean(sparseSoftmaxCrossEntropy(p, labels)))(
      memberOf(predictions, 1),
    );
    memberOf(whole, 1).data.forEach((value, i) =>
      expect(value).toBeCloseTo(alone.data[i]! / 2, 14),
    );
  });

  it('gives one loss for each example or element, for losses that are means by default too', () => {
    const predictions = zeros([3, 2, 4]);
    for (const loss of [meanSquaredError, meanAbsoluteError])
      expect(overMembers(loss)(predictions, zeros([3, 4])).shape).toEqual([3, 4]);
  });

  it('names the row of a wrong label', () => {
    const labels = tensor(Int32Array.of(0, 0, 7));
    expect(() => overMembers(sparseSoftmaxCrossEntropy)(zeros([3, 2, 2]), labels)).toThrow(
      'label 7 in row 2 is none of the 2 classes',
    );
  });

  test.each<readonly [readonly number[], readonly number[]]>([
    [[3], [3]],
    [[], []],
    [[3, 0], [3]],
    [[3, 2], [2]],
    [[3, 2], []],
  ])('refuses predictions %j with targets %j', (predictions, targets) => {
    const call = () => overMembers(huber)(zeros(predictions), zeros(targets));
    expect(call).toThrow(ShapeError);
    expect(call).toThrow('predictions have shape [n, members, ...]');
  });

  it('refuses losses that are not those of the rows', () => {
    expect(() => overMembers(() => zeros([3]))(zeros([3, 2]), zeros([3]))).toThrow(
      'overMembers: the loss gives shape [3] for 6 rows, those of 2 members',
    );
    expect(() => overMembers(() => 1 as never)(zeros([3, 2]), zeros([3]))).toThrow(
      'overMembers: a tensor is expected, got 1',
    );
  });
});

it('unreduced leaves other losses as they are', () => {
  expect(unreduced(huber)).toBe(huber);
  expect(unreduced(meanAbsoluteError)(tensor([1, 2]), tensor([0, 4])).toArray()).toEqual([1, 2]);
});
