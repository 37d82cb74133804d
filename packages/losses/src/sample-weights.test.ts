import { grad } from '@puregrad/autodiff';
import {
  ArgumentError,
  compile,
  DTypeError,
  type Tensor,
  take,
  tensor,
  zeros,
} from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { meanSquaredError } from './mean-squared-error.ts';
import type { Reduction } from './reduce.ts';
import { sparseSoftmaxCrossEntropy } from './sparse-softmax-cross-entropy.ts';
import { allLosses, type Case, lossesOfScores, scores } from './testing/all-losses.ts';

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: 'float64' });
const int = (values: readonly number[]) => tensor(Int32Array.from(values));

/** One weight for each of the rows, as the loss takes them. */
const forRows = ({ byRow }: Case, weights: readonly number[]): Tensor =>
  f64(byRow ? [...weights] : weights.map((w) => [w, w, w, w]));

const rowsOf = ({ loss, predictions, targets }: Case, rows: readonly number[]) => ({
  loss,
  predictions: (z: Tensor) => predictions(take(z, int(rows))),
  targets: take(targets, int(rows)),
});

/** The gradient of the reduced loss by the scores, as rows. */
const pull = (
  { loss, predictions, targets }: Case,
  options: { readonly reduction: Reduction; readonly sampleWeights?: Tensor },
  z = scores,
) => grad((x: Tensor) => loss(predictions(x), targets, options))(z).toArray();

describe.each(Object.entries(allLosses))('%s', (_, given) => {
  const { loss, predictions, targets } = given;
  const p = predictions(scores);
  const each = [...loss(p, targets, { reduction: 'none' }).data];
  const weights = each.map((_, i) => [2, 0, 0.5][i % 3]!);
  const sampleWeights = tensor(Float64Array.from(weights), {
    shape: loss(p, targets, { reduction: 'none' }).shape,
  });
  const total = each.reduce((sum, l, i) => sum + weights[i]! * l, 0);
  const reduced = (reduction: Reduction) => loss(p, targets, { reduction, sampleWeights }).item();

  it('weighs before it reduces, by any of the rules', () => {
    const weighted = loss(p, targets, { reduction: 'none', sampleWeights });
    expect([...weighted.data]).toEqual(each.map((l, i) => l * weights[i]! + 0));
    expect(reduced('sum')).toBeCloseTo(total, 12);
    expect(reduced('mean')).toBeCloseTo(total / each.length, 12);
    expect(reduced('weightedMean')).toBeCloseTo(total / weights.reduce((a, b) => a + b), 12);
    expect(reduced('nonzeroMean')).toBeCloseTo(total / weights.filter((w) => w > 0).length, 12);
  });

  it('bug (TensorFlow.js): sample weights throw; a weight of 0 leaves the very bits of the others', () => {
    const [kept, left] = [forRows(given, [1, 0, 1]), rowsOf(given, [0, 2])];
    const options = { reduction: 'sum' as const };
    const gradient = pull(given, { ...options, sampleWeights: kept }) as number[][];
    const without = pull({ ...given, ...left }, options) as number[][];
    expect([gradient[0], gradient[2]]).toEqual([without[0], without[2]]);
    expect(gradient[1]!.map((x) => x + 0)).toEqual([0, 0, 0, 0]);
  });

  it('an example of weight n counts as n of them', () => {
    const counts = fc.array(fc.nat(3), { minLength: 3, maxLength: 3 });
    const rules = fc.constantFrom('sum' as const, 'weightedMean' as const);
    fc.assert(
      fc.property(counts, rules, (n, reduction) => {
        fc.pre(n.some((count) => count > 0));
        const repeated = rowsOf(
          given,
          n.flatMap((count, row) => Array<number>(count).fill(row)),
        );
        const expected = pull({ ...given, ...repeated }, { reduction }) as number[][];
        const gradient = pull(given, { reduction, sampleWeights: forRows(given, n) });
        expect(gradient).toEqual(expected.map((row) => row.map((x) => expect.closeTo(x, 12))));
      }),
      { numRuns: 20 },
    );
  });

  it('compiles to the same bits', () => {
    const options = { reduction: 'weightedMean' as const };
    const run = compile((y: Tensor, w: Tensor) => loss(p, y, { ...options, sampleWeights: w }));
    expect(run(targets, sampleWeights).item()).toBe(reduced('weightedMean'));
  });

  it('refuses weights of another shape, naming both', () => {
    const wrong = zeros([each.length, 1], { dtype: 'float64' });
    expect(() => loss(p, targets, { sampleWeights: wrong })).toThrow(
      /losses of shape \[.*\] and sampleWeights of shape \[\d+, 1\]/,
    );
  });
});

describe.each(Object.entries(lossesOfScores))('%s of scores of ±1000', (_, given) => {
  it('is finite, and so is its gradient', () => {
    const z = f64([
      [1000, -1000, 1000, -1000],
      [-1000, -1000, -1000, -1000],
      [0, 1000, 1000, 1000],
    ]);
    expect(given.loss(z, given.targets, { reduction: 'sum' }).item()).toBeLessThan(Infinity);
    const gradient = pull(given, { reduction: 'sum' }, z) as number[][];
    expect(gradient.flat().filter((x) => !Number.isFinite(x))).toEqual([]);
  });
});

test('class weights and sample weights multiply, in what divides too', () => {
  const z = f64([
    [1, 2],
    [0, 3],
    [5, 1],
  ]);
  const [labels, classWeights, sampleWeights] = [int([0, 1, 1]), [1, 3], [2, 0.5, 0]];
  const each = sparseSoftmaxCrossEntropy(z, labels).data as unknown as [number, number, number];
  const total = 2 * each[0] + 0.5 * 3 * each[1];
  const reduced = (reduction: Reduction) =>
    sparseSoftmaxCrossEntropy(z, labels, { classWeights, sampleWeights, reduction }).item();
  expect(reduced('weightedMean')).toBeCloseTo(total / (2 + 1.5), 12);
  expect(reduced('nonzeroMean')).toBeCloseTo(total / 2, 12);
  expect(reduced('mean')).toBeCloseTo(total / 3, 12);
});

test('weights that are all 0 have weighted means of 0, and even infinite losses are left out', () => {
  const [p, y] = [f64([1, 0.5]), f64([0, 1])];
  const reduced = (reduction: Reduction, sampleWeights: readonly number[]) =>
    binaryCrossEntropy(p, y, { reduction, sampleWeights }).item();
  expect(reduced('sum', [0, 1])).toBeCloseTo(Math.LN2, 12);
  expect([reduced('weightedMean', [0, 0]), reduced('nonzeroMean', [0, 0])]).toEqual([0, 0]);
  const gradient = grad((x: Tensor) =>
    meanSquaredError(x, y, { reduction: 'weightedMean', sampleWeights: [0, 0] }),
  )(p);
  expect([...gradient.data].map((x) => x + 0)).toEqual([0, 0]);
});

test.each<[readonly number[] | Tensor, new () => Error, string]>([
  [[1, -1], ArgumentError, 'sampleWeights must be finite and not negative, got -1 at 1'],
  [[NaN, 1], ArgumentError, 'numbers or a tensor, got an array with NaN'],
  [[Infinity, 1], ArgumentError, 'use 0 to leave one out'],
  [tensor([1, 1]), DTypeError, 'sampleWeights must be float64 like the losses, got float32'],
])('sample weights %j are refused', (sampleWeights, type, message) => {
  const wrong = () => meanSquaredError(f64([1, 2]), f64([1, 2]), { sampleWeights });
  expect(wrong).toThrow(type);
  expect(wrong).toThrow(message);
});

test('class weights below 0 are refused', () => {
  const wrong = () => sparseSoftmaxCrossEntropy(f64([[1, 2]]), int([0]), { classWeights: [1, -2] });
  expect(wrong).toThrow('classWeights must be finite and not negative, got -2 at 1');
});
