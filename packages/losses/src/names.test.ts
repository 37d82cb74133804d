import { type Tensor, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { hinge } from './hinge.ts';
import { huber } from './huber.ts';
import { klDivergence } from './kl-divergence.ts';
import { meanAbsoluteError } from './mean-absolute-error.ts';
import { meanSquaredError } from './mean-squared-error.ts';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy.ts';
import { sigmoidFocalLoss } from './sigmoid-focal-loss.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';

const ofTargets = { huber, klDivergence, meanAbsoluteError, meanSquaredError };
const rows: readonly (readonly [string, (p: Tensor, y: Tensor) => Tensor, string])[] = [
  ...Object.entries(ofTargets).map(([name, loss]) => [name, loss, 'targets'] as const),
  ['hinge', hinge, 'labels'],
  ['binaryCrossEntropy', binaryCrossEntropy, 'labels'],
];

describe('losses name themselves and what they were given', () => {
  it.each(rows)('%s', (name, loss, targets) => {
    expect(() => loss(tensor([1, 2]), tensor([1, 2, 3]))).toThrow(
      `${name}: predictions of shape [2] and ${targets} of shape [3] must have the same shape`,
    );
    expect(() => loss(tensor([1]), tensor([1], { dtype: 'int32' }))).toThrow(
      `${name}: ${targets} must be float32 like the predictions, got int32`,
    );
    expect(() => loss(tensor([1], { dtype: 'int32' }), tensor([1], { dtype: 'int32' }))).toThrow(
      `${name}: predictions must be floats, got int32`,
    );
  });
});

it('sigmoidFocalLoss names its logits and labels, and a loss its weights', () => {
  expect(() => sigmoidFocalLoss(tensor([1, 2]), tensor([1, 0, 1]))).toThrow(
    'sigmoidFocalLoss: logits of shape [2] and labels of shape [3] must have the same shape',
  );
  expect(() => huber(tensor([1, 2]), tensor([1, 2]), { sampleWeights: [1, 2, 3] })).toThrow(
    'each loss has one weight; ',
  );
});

it('meanAbsoluteError is a mean unless it is told otherwise', () => {
  expect(meanAbsoluteError(tensor([1, 2]), tensor([2, 4])).toArray()).toBe(1.5);
});

describe('weights and labels', () => {
  const float64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: 'float64' });

  it('of classes may be a scalar tensor, or a number that float32 does not hold', () => {
    const [z, y] = [float64([[1, 2]]), float64([[0, 1]])];
    expect(softmaxCrossEntropy(z, y, { classWeights: float64(2) }).toArray()).toEqual(
      softmaxCrossEntropy(z, y, { classWeights: 2 }).toArray(),
    );
    expect(sigmoidCrossEntropy(float64(0), float64(1), { posWeight: 1e300 }).item()).toBe(
      1e300 * Math.log1p(Math.exp(-0)),
    );
  });

  it('are smoothed over the classes of a single example too', () => {
    const options = { labelSmoothing: 0.1 };
    expect([softmaxCrossEntropy(float64([1, 2]), float64([0, 1]), options).toArray()]).toEqual(
      softmaxCrossEntropy(float64([[1, 2]]), float64([[0, 1]]), options).toArray(),
    );
  });
});
