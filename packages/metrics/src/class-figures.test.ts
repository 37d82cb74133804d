import { add, compile, scalar, type Tensor, tensor } from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy } from './accuracy.ts';
import { binaryAccuracy } from './binary-accuracy.ts';
import { classReport, showClassReport } from './class-report.ts';
import { confusionMatrix } from './confusion-matrix.ts';
import { f1, fBeta } from './f-score.ts';
import { precision } from './precision.ts';
import { recall } from './recall.ts';
import { topK } from './top-k.ts';

const int = (values: readonly number[]): Tensor => tensor(values, { dtype: 'int32' });
const classes = 4;
const pairs = fc.array(fc.tuple(fc.nat(classes - 1), fc.nat(classes - 1)), {
  minLength: 1,
  maxLength: 30,
});
const split = (examples: readonly (readonly [number, number])[]) =>
  [int(examples.map(([p]) => p)), int(examples.map(([, y]) => y))] as const;

describe('precision, recall and F1', () => {
  it('are what counting gives, for every class and average', () => {
    fc.assert(
      fc.property(pairs, (examples) => {
        const rows = Array.from({ length: classes }, (_, c) => {
          const hits = examples.filter(([p, y]) => p === c && y === c).length;
          const predicted = examples.filter(([p]) => p === c).length;
          const actual = examples.filter(([, y]) => y === c).length;
          const rate = (a: number, b: number): number => (b === 0 ? 0 : a / b);
          return {
            precision: rate(hits, predicted),
            recall: rate(hits, actual),
            f1: rate(2 * hits, predicted + actual),
            actual,
          };
        });
        const mean = (values: readonly number[]): number =>
          values.reduce((sum, value) => sum + value, 0) / values.length;
        for (const [name, figure] of Object.entries({ precision, recall, f1 })) {
          const expected = rows.map((row) => row[name as 'f1']);
          const of = (average?: 'none' | 'macro' | 'weighted') =>
            figure({ classes, ...(average && { average }) })(...split(examples));
          expect([...of('none').data]).toEqual(expected.map((x) => Math.fround(x)));
          expect(of().item()).toBeCloseTo(mean(expected), 6);
          expect(of('weighted').item()).toBeCloseTo(
            rows.reduce((sum, row, i) => sum + row.actual * expected[i]!, 0) / examples.length,
            6,
          );
        }
      }),
    );
  });

  it('averaged micro, of one label an example, are all accuracy', () => {
    fc.assert(
      fc.property(pairs, (examples) => {
        const expected = accuracy(...split(examples)).item();
        for (const figure of [precision, recall, f1])
          expect(figure({ classes, average: 'micro' })(...split(examples)).item()).toBeCloseTo(
            expected,
            6,
          );
      }),
    );
  });

  it('of nothing found are 0, not NaN', () => {
    const options = { classes: 3, average: 'none' } as const;
    expect(f1(options)(int([0, 0]), int([1, 1])).toArray()).toEqual([0, 0, 0]);
  });

  it('fBeta goes from precision to recall as beta grows, also where its square is infinite', () => {
    const options = { classes: 2, average: 'none' } as const;
    const args = [int([0, 1, 1, 1]), int([0, 0, 1, 1])] as const;
    const of = (beta: number) => fBeta({ ...options, beta })(...args).toArray();
    expect(of(1e-30)).toEqual(precision(options)(...args).toArray());
    for (const beta of [1e20, 1e200]) expect(of(beta)).toEqual(recall(options)(...args).toArray());
  });

  it('compile, and refuse what cannot be meant', () => {
    const [predicted, labels] = [int([0, 1, 1, 2]), int([0, 1, 2, 2])];
    const figure = f1({ classes: 3 });
    expect(compile(figure)(predicted, labels).item()).toBe(figure(predicted, labels).item());
    expect(() => fBeta({ classes: 2, beta: 0 })).toThrow('beta must lie in (0, ∞)');
    expect(() => f1({ classes: 2, average: 'mean' as 'macro' })(int([0]), int([0]))).toThrow(
      "unknown average 'mean'",
    );
  });
});

describe('classReport', () => {
  // scikit-learn's documented example: y_true 0 1 2 2 2, y_pred 0 0 2 2 1.
  const matrix = confusionMatrix(int([0, 0, 2, 2, 1]), int([0, 1, 2, 2, 2]), { classes: 3 });
  const report = classReport(matrix, { names: ['class 0', 'class 1', 'class 2'] });

  it('agrees with scikit-learn', () => {
    const round = (x: number) => Math.round(x * 100) / 100;
    expect(report.classes.map((row) => [row.precision, row.recall, row.f1].map(round))).toEqual([
      [0.5, 1, 0.67],
      [0, 0, 0],
      [1, 0.67, 0.8],
    ]);
    expect(report.accuracy).toBeCloseTo(0.6, 6);
    expect([report.macro, report.weighted].map(({ f1 }) => round(f1))).toEqual([0.49, 0.61]);
    expect(report.macro.support).toBe(5);
  });

  it('is printed as a table', () => {
    expect(showClassReport(report)).toBe(
      [
        '          precision   recall       f1  support',
        ' class 0      0.500    1.000    0.667        1',
        ' class 1      0.000    0.000    0.000        1',
        ' class 2      1.000    0.667    0.800        3',
        'accuracy                        0.600        5',
        '   macro      0.500    0.556    0.489        5',
        'weighted      0.700    0.600    0.613        5',
      ].join('\n'),
    );
  });

  it('of batches is that of their matrices’ sum', () => {
    const halves = [
      confusionMatrix(int([0, 0]), int([0, 1]), { classes: 3 }),
      confusionMatrix(int([2, 2, 1]), int([2, 2, 2]), { classes: 3 }),
    ] as const;
    expect(classReport(add(...halves)).macro).toEqual(report.macro);
  });

  it('counts past 2²⁴ exactly, and keeps the columns of large counts apart', () => {
    const large = classReport(
      tensor(
        [
          [123456789, 0],
          [1, 16777217],
        ],
        { dtype: 'int32' },
      ),
    );
    expect(large.classes.map(({ support }) => support)).toEqual([123456789, 16777218]);
    expect(large.classes[1]!.recall).toBe(16777217 / 16777218);
    expect(showClassReport(large).split('\n')[1]).toMatch(/ 1\.000 +123456789$/);
  });

  it('refuses what is not a confusion matrix', () => {
    expect(() => classReport(int([1, 2]))).toThrow('got [2]');
    expect(() => classReport(matrix, { names: ['a'] })).toThrow('1 names for 3 classes');
  });
});

describe('topK', () => {
  const scores = tensor([
    [5, 4, 3, 2],
    [1, 9, 8, 7],
    [0, 0, 0, 1],
  ]);
  const labels = int([2, 0, 1]);

  it('counts labels among the k best, a tie shared among all that tie', () => {
    expect([1, 2, 3, 4].map((k) => topK(k)(scores, labels).item() * 3)).toEqual([
      0,
      expect.closeTo(1 / 3, 6),
      expect.closeTo(1 + 2 / 3, 6),
      expect.closeTo(3, 6),
    ]);
    expect(compile(topK(2))(scores, labels).item()).toBe(topK(2)(scores, labels).item());
  });

  it('of one is accuracy where no scores are equal', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.float({ noNaN: true }), { minLength: 4, maxLength: 4 }),
        fc.nat(3),
        (row, label) => {
          const x = tensor([row]);
          expect(topK(1)(x, int([label])).item()).toBe(accuracy(x, int([label])).item());
        },
      ),
    );
  });

  it('never takes a row with a NaN for right', () => {
    expect(topK(2)(tensor([[Number.NaN, 1]]), int([1])).item()).toBe(0);
  });

  it('refuses what cannot be meant', () => {
    expect(() => topK(0)).toThrow('an integer from 1, got 0');
    expect(() => topK(5)(scores, labels)).toThrow('k is 5, but there are 4 classes');
    expect(() => topK(1)(int([1, 2]), int([1, 2]))).toThrow('classes have no order');
  });
});

describe('binaryAccuracy', () => {
  it('takes neither a NaN nor an answer to a soft label for right', () => {
    expect(binaryAccuracy(tensor([Number.NaN, Number.NaN]), int([0, 1])).item()).toBe(0);
    expect(binaryAccuracy(tensor([-3, -3]), tensor([0.4, 0])).item()).toBe(0.5);
    const column = tensor([[1], [-1], [1]]);
    expect(binaryAccuracy(column, tensor([[1], [0], [0]])).item()).toBeCloseTo(2 / 3, 6);
  });

  it('takes logits above 0 for a yes, with or without an axis of one', () => {
    const logits = tensor([3, -1, 0, 2]);
    expect(binaryAccuracy(logits, int([1, 0, 0, 0])).item()).toBe(0.75);
    expect(binaryAccuracy(tensor([[3], [-1]]), tensor([1, 1])).item()).toBe(0.5);
    expect(compile(binaryAccuracy)(logits, int([1, 0, 0, 0])).item()).toBe(0.75);
    expect(() => binaryAccuracy(logits, int([1]))).toThrow('do not fit');
    expect(() => binaryAccuracy(scalar(1), int([1]))).toThrow('do not fit');
  });
});
