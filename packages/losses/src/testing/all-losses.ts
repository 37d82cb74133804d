import { key, normal, sigmoid, softmax, type Tensor, tensor } from '@puregrad/tensors';
import { binaryCrossEntropy } from '../binary-cross-entropy.ts';
import { hinge } from '../hinge.ts';
import { huber } from '../huber.ts';
import { klDivergence } from '../kl-divergence.ts';
import { meanAbsoluteError } from '../mean-absolute-error.ts';
import { meanSquaredError } from '../mean-squared-error.ts';
import type { LossOptions } from '../reduce.ts';
import { sigmoidCrossEntropy } from '../sigmoid-cross-entropy.ts';
import { sigmoidFocalLoss } from '../sigmoid-focal-loss.ts';
import { softmaxCrossEntropy } from '../softmax-cross-entropy.ts';
import { softmaxFocalLoss } from '../softmax-focal-loss.ts';
import { sparseSoftmaxCrossEntropy } from '../sparse-softmax-cross-entropy.ts';

export interface Case {
  readonly loss: (predictions: Tensor, targets: Tensor, options?: LossOptions) => Tensor;
  /** Turn scores of shape `[3, 4]` into what the loss takes. */
  readonly predictions: (scores: Tensor) => Tensor;
  readonly targets: Tensor;
  /** True if there is one loss for each row, false if for each element. */
  readonly byRow?: boolean;
}

const shape = [3, 4] as const;
const noise = (seed: number): Tensor => normal(key(seed), shape, { dtype: 'float64' });
const same = (scores: Tensor): Tensor => scores;
const classes = tensor([1, 3, 0], { dtype: 'int32' });
const bits = tensor([0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0], { shape, dtype: 'float64' });
const distributions = softmax(noise(2));

export const scores: Tensor = noise(1);

/** Every loss, in float64, with targets of its kind. */
export const allLosses: { readonly [name: string]: Case } = {
  meanSquaredError: { loss: meanSquaredError, predictions: same, targets: noise(2) },
  meanAbsoluteError: { loss: meanAbsoluteError, predictions: same, targets: noise(2) },
  huber: { loss: huber, predictions: same, targets: noise(2) },
  hinge: {
    loss: (p, y, options) => hinge(p, y, { ...options, labels01: true }),
    predictions: same,
    targets: bits,
  },
  binaryCrossEntropy: { loss: binaryCrossEntropy, predictions: sigmoid, targets: bits },
  klDivergence: { loss: klDivergence, predictions: softmax, targets: distributions, byRow: true },
  'klDivergence from logits': {
    loss: (p, y, options) => klDivergence(p, y, { ...options, fromLogits: true }),
    predictions: same,
    targets: distributions,
    byRow: true,
  },
  sigmoidCrossEntropy: { loss: sigmoidCrossEntropy, predictions: same, targets: bits },
  softmaxCrossEntropy: {
    loss: softmaxCrossEntropy,
    predictions: same,
    targets: distributions,
    byRow: true,
  },
  sparseSoftmaxCrossEntropy: {
    loss: sparseSoftmaxCrossEntropy,
    predictions: same,
    targets: classes,
    byRow: true,
  },
  sigmoidFocalLoss: { loss: sigmoidFocalLoss, predictions: same, targets: bits },
  softmaxFocalLoss: { loss: softmaxFocalLoss, predictions: same, targets: classes, byRow: true },
};

/** Those whose predictions are scores of any size, and not probabilities. */
export const lossesOfScores: { readonly [name: string]: Case } = Object.fromEntries(
  Object.entries(allLosses).filter(([, { predictions }]) => predictions === same),
);
