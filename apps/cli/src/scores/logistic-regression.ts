import { minimize, type Objective } from './lbfgs.ts';
import type { Linear, Rows } from './least-squares.ts';

const MAX_STEPS = 100;
const TOLERANCE = 1e-6;

/** Log-loss of one row, and the errors `p − y` of its outputs in place of its logits. */
type RowLoss = (logits: Float64Array, label: number) => number;

/** Of two classes: one logit, of the second. */
const sigmoidLoss: RowLoss = (logits, label) => {
  const logit = logits[0]!;
  const towards = label === 1 ? logit : -logit;
  logits[0] = 1 / (1 + Math.exp(-logit)) - label;
  return Math.log1p(Math.exp(-Math.abs(towards))) + Math.max(0, -towards);
};

const softmaxLoss: RowLoss = (logits, label) => {
  let most = -Infinity;
  for (const logit of logits) most = Math.max(most, logit);
  const given = logits[label]! - most;
  let total = 0;
  for (let k = 0; k < logits.length; k++) {
    logits[k] = Math.exp(logits[k]! - most);
    total += logits[k]!;
  }
  for (let k = 0; k < logits.length; k++) logits[k] = logits[k]! / total - (k === label ? 1 : 0);
  return Math.log(total) - given;
};

/** The mean of the losses, with half of the squared weights over the number of rows; the bias comes last. */
const objectiveOf = (
  { values, count, width }: Rows,
  labels: ArrayLike<number>,
  outputs: number,
): Objective => {
  const rowLoss = outputs === 1 ? sigmoidLoss : softmaxLoss;
  const logits = new Float64Array(outputs);
  return (point, gradient) => {
    gradient.fill(0);
    let total = 0;
    for (let row = 0; row < count; row++) {
      const start = row * width;
      for (let k = 0; k < outputs; k++) logits[k] = point[width * outputs + k]!;
      for (let j = 0; j < width; j++) {
        const value = values[start + j]!;
        // Many pixels are 0.
        if (value !== 0)
          for (let k = 0; k < outputs; k++) logits[k]! += value * point[j * outputs + k]!;
      }
      total += rowLoss(logits, labels[row]!);
      for (let j = 0; j <= width; j++) {
        const value = j === width ? 1 : values[start + j]!;
        if (value !== 0)
          for (let k = 0; k < outputs; k++) gradient[j * outputs + k]! += value * logits[k]!;
      }
    }
    for (let i = 0; i < width * outputs; i++) {
      total += point[i]! ** 2 / 2;
      gradient[i]! += point[i]!;
    }
    for (let i = 0; i < gradient.length; i++) gradient[i]! /= count;
    return total / count;
  };
};

/**
 * Logistic regression: the least `Σ −log p(y) + |w|² / 2`, as by default in `LogisticRegression` of scikit-learn.
 *
 * @param outputs 1 for two classes, or else their number.
 */
export const logisticRegression = (
  rows: Rows,
  labels: ArrayLike<number>,
  outputs: number,
): Linear => {
  const size = rows.width * outputs;
  const point = minimize(size + outputs, objectiveOf(rows, labels, outputs), {
    maxSteps: MAX_STEPS,
    tolerance: TOLERANCE,
  });
  return { weights: point.slice(0, size), bias: point.slice(size) };
};
