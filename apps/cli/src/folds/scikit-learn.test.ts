import { type Dataset, type Fold, kFold, takeRows } from '@puregrad/data';
import { rSquared } from '@puregrad/metrics';
import { reshape, type Tensor, tensor } from '@puregrad/tensors';
import { expect, it } from 'vitest';
import { linearOutput } from '../scores/baseline.ts';
import { type Linear, leastSquares, type Rows } from '../scores/least-squares.ts';
import { logisticRegression } from '../scores/logistic-regression.ts';
import { spreadOf } from './spread.ts';

// The numbers of scikit-learn 1.9.1:
//   i = np.arange(60)[:, None]; j = np.arange(3)[None, :]
//   x = np.float32(np.sin(i * (j + 1) * 0.7 + j) * (1 + j)).astype(float); i = np.arange(60)
//   y = np.float32(3 + x @ [2, -1, .5] + np.cos(i * 5.0)).astype(float); g = (i * i) % 7
//   labels = (np.cos(i * 5.0) + x[:, 0] > 0).astype(int)
//   cross_val_score(Ridge(alpha=1.0), x, y, cv=KFold(4))
//   cross_val_score(Ridge(alpha=1.0), x, y, cv=GroupKFold(3), groups=g)
//   cross_val_score(LogisticRegression(C=1.0, tol=1e-10, max_iter=10000), x, labels, cv=StratifiedKFold(4))
const COUNT = 60;
const x = tensor(
  Float32Array.from({ length: 3 * COUNT }, (_, at) => {
    const [i, j] = [Math.floor(at / 3), at % 3];
    return Math.sin(i * (j + 1) * 0.7 + j) * (1 + j);
  }),
  { shape: [COUNT, 3] },
);
const of = (f: (i: number) => number) => Float32Array.from({ length: COUNT }, (_, i) => f(i));
const at = (i: number, j: number): number => x.data[3 * i + j]!;
const y = tensor(of((i) => 3 + 2 * at(i, 0) - at(i, 1) + at(i, 2) / 2 + Math.cos(i * 5)));
const labels = tensor(Int32Array.from(of((i) => (Math.cos(i * 5) + at(i, 0) > 0 ? 1 : 0))));

/** The scores of a linear model over folds, and their mean and deviation. */
const scores = (
  data: Dataset,
  folds: readonly Fold[],
  fit: (rows: Rows, targets: ArrayLike<number>) => Linear,
  score: (output: Tensor, targets: Tensor) => number,
) => {
  const of = folds.map(({ train, validation }) => {
    const [known, judged] = [takeRows(data, train), takeRows(data, validation)];
    const count = known.y.size;
    const { weights, bias } = fit({ values: known.x.data, count, width: 3 }, known.y.data);
    const model = { weights: [...weights], bias: [...bias], rows: count };
    const output = linearOutput(model, judged.x);
    return score(reshape(output, [judged.y.size]), judged.y);
  });
  const { mean, std } = spreadOf(of.map((r2) => ({ loss: 0, metrics: { r2 } })));
  return [...of, mean.r2!, std.r2!];
};

const expectClose = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, 5);
  });
};

const r2 = (output: Tensor, targets: Tensor): number => rSquared(output, targets).item();

it('scores over folds of rows, their mean and their deviation are those of scikit-learn', () => {
  const folds = kFold(COUNT, { folds: 4, consecutive: true });
  expectClose(scores({ x, y }, folds, leastSquares, r2), [
    ...[0.8591048701977626, 0.8775242613400887, 0.8774435511286346, 0.8910597955132018],
    ...[0.8762831195449219, 0.011361441784836413],
  ]);
});

it('scores over folds of groups are those of scikit-learn', () => {
  const groups = tensor(Int32Array.from({ length: COUNT }, (_, i) => (i * i) % 7));
  expectClose(scores({ x, y }, kFold(COUNT, { folds: 3, groups }), leastSquares, r2), [
    ...[0.8556182074015696, 0.909231945530794, 0.8884471350086912],
    ...[0.8844324293136849, 0.022071046273498988],
  ]);
});

it('accuracies over stratified folds are those of scikit-learn', () => {
  const data = { x, y: labels };
  const folds = kFold(data, { folds: 4, consecutive: true, stratified: true });
  const accuracy = (output: Tensor, targets: Tensor): number =>
    targets.data.filter((label, i) => label === (output.data[i]! > 0 ? 1 : 0)).length /
    targets.size;
  expectClose(
    scores(data, folds, (rows, of) => logisticRegression(rows, of, 1), accuracy),
    [0.8, 2 / 3, 2 / 3, 0.8666666666666667, 0.75, 0.08660254037844389],
  );
});
