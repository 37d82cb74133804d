import { type Tensor, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { hinge } from './hinge.ts';
import { huber } from './huber.ts';
import { klDivergence } from './kl-divergence.ts';
import { meanAbsoluteError } from './mean-absolute-error.ts';
import { meanSquaredError } from './mean-squared-error.ts';

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
