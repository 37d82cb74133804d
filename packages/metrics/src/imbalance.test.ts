import { compile, exp, type Tensor, tensor } from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy } from './accuracy.ts';
import { averagePrecision } from './average-precision.ts';
import { balancedAccuracy } from './balanced-accuracy.ts';
import { recall } from './recall.ts';
import { rocAuc } from './roc-auc.ts';

const int = (values: readonly number[]): Tensor => tensor(values, { dtype: 'int32' });

/** Scores from few values, so that ties are common, with at least one example of class 1. */
const scored = fc
  .array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.nat(1)), { minLength: 1, maxLength: 20 })
  .filter((rows) => rows.some(([, label]) => label === 1));

describe('averagePrecision', () => {
  // average_precision_score(y, s), roc_auc_score(y, s) of scikit-learn 1.9.1.
  it.each([
    [[0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], 0.8333333333333333, 0.75],
    [
      [1, 1, 2, 2, 3, 3, 3, 0, 0, 1],
      [0, 1, 0, 1, 1, 0, 1, 0, 0, 0],
      0.6083333333333334,
      0.7708333333333333,
    ],
    [[5, 5, 5, 5], [1, 0, 0, 1], 0.5, 0.5],
    [[0.25, 0.25, 0.25], [1, 1, 1], 1, undefined],
    [[2], [1], 1, undefined],
  ] as const)('of %j and %j is what scikit-learn gives', (scores, labels, expected, area) => {
    expect(averagePrecision(tensor([...scores]), int(labels)).item()).toBeCloseTo(expected, 6);
    if (area !== undefined)
      expect(rocAuc(tensor([...scores]), int(labels)).item()).toBeCloseTo(area, 6);
  });

  it('is the mean, over the examples of class 1, of the precision at their scores', () => {
    fc.assert(
      fc.property(scored, (rows) => {
        const precisionAt = (from: number): number => {
          const taken = rows.filter(([s]) => s >= from);
          return taken.filter(([, y]) => y === 1).length / taken.length;
        };
        const yes = rows.filter(([, y]) => y === 1);
        const expected = yes.reduce((sum, [s]) => sum + precisionAt(s), 0) / yes.length;
        const [scores, labels] = [tensor(rows.map(([s]) => s)), int(rows.map(([, y]) => y))];
        expect(averagePrecision(scores, labels).item()).toBeCloseTo(expected, 6);
        expect(averagePrecision(exp(scores), labels).item()).toBeCloseTo(expected, 6);
      }),
    );
  });

  it('of two logits takes their difference', () => {
    const logits = tensor([
      [5, 1],
      [1, 2],
      [9, 8],
    ]);
    expect(averagePrecision(logits, int([0, 1, 1])).item()).toBe(1);
  });

  it('needs an example of class 1', () => {
    expect(() => averagePrecision(tensor([1, 2]), int([0, 0]))).toThrow(
      'averagePrecision: needs examples of class 1, got 0 of class 1 among 2',
    );
    expect(() => averagePrecision(tensor([]), int([]))).toThrow('got 0 of class 1 among 0');
  });
});

describe('balancedAccuracy', () => {
  // balanced_accuracy_score(labels, predicted) of scikit-learn 1.9.1; classes without examples do not count.
  it.each([
    [[0, 0, 1, 1, 0, 2], [0, 0, 0, 1, 1, 2], 3, 0.7222222222222222],
    [[0, 2, 1, 1], [0, 0, 0, 1], 3, 0.6666666666666666],
    [[2], [2], 3, 1],
    [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 2, 0.5],
  ] as const)('of %j for %j is what scikit-learn gives', (predicted, labels, classes, expected) => {
    const metric = balancedAccuracy({ classes });
    expect(metric(int(predicted), int(labels)).item()).toBeCloseTo(expected, 6);
    expect(compile(metric)(int(predicted), int(labels)).item()).toBeCloseTo(expected, 6);
  });

  const pairs = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 30 });
  it('is the macro recall if all classes have examples, and the accuracy if each has as many', () => {
    fc.assert(
      fc.property(pairs, (extra) => {
        const whole = [...extra, ...[0, 1, 2, 3].map((y) => [0, y] as const)];
        const [predicted, labels] = [int(whole.map(([p]) => p)), int(whole.map(([, y]) => y))];
        const balanced = balancedAccuracy({ classes: 4 })(predicted, labels).item();
        expect(balanced).toBeCloseTo(recall({ classes: 4 })(predicted, labels).item(), 6);
        const even = int(whole.map((_, i) => i % 4));
        if (whole.length % 4 === 0)
          expect(balancedAccuracy({ classes: 4 })(predicted, even).item()).toBeCloseTo(
            accuracy(predicted, even).item(),
            6,
          );
      }),
    );
  });

  it('of no examples is an error', () => {
    expect(() => balancedAccuracy({ classes: 2 })(int([]), int([]))).toThrow(
      'balancedAccuracy: an empty batch has no accuracy; leave it out',
    );
  });
});
