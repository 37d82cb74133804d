import { grad } from '@puregrad/autodiff';
import { compile, sum, type Tensor, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy.ts';
import { sigmoidFocalLoss } from './sigmoid-focal-loss.ts';

const rows: readonly (readonly [z: number, y: number, loss: number])[] = [
  [Infinity, 1, 0],
  [-Infinity, 0, 0],
  [Infinity, 0, Infinity],
  [-Infinity, 1, Infinity],
  [-Infinity, 0.9, Infinity],
  [Infinity, 0.9, Infinity],
];

describe('losses of infinite logits', () => {
  for (const [name, loss] of Object.entries({
    'sigmoid cross-entropy': sigmoidCrossEntropy,
    'focal loss': sigmoidFocalLoss,
    'focal loss, γ = 0': (z: Tensor, y: Tensor) => sigmoidFocalLoss(z, y, { gamma: 0 }),
    'focal loss, α': (z: Tensor, y: Tensor) => sigmoidFocalLoss(z, y, { alpha: 0.25 }),
  }))
    it.each(rows)(`${name}: logit %d, label %d costs %d`, (z, y, expected) => {
      for (const dtype of ['float32', 'float64'] as const) {
        const [logits, labels] = [tensor([z], { dtype }), tensor([y], { dtype })];
        expect(loss(logits, labels).toArray()).toEqual([expected]);
        expect(compile((a: Tensor, b: Tensor) => loss(a, b))(logits, labels).toArray()).toEqual([
          expected,
        ]);
        if (expected === 0)
          expect(Math.abs(grad((t: Tensor) => sum(loss(t, labels)))(logits).item())).toBe(0);
      }
    });

  it('NaN stays NaN, and a label’s own gradient is there at finite logits', () => {
    for (const y of [0, 0.5, 1])
      expect(sigmoidCrossEntropy(tensor([Number.NaN]), tensor([y])).item()).toBeNaN();
    const ofLabel = (y: Tensor) => sum(sigmoidCrossEntropy(tensor([2], { dtype: 'float64' }), y));
    // d/dy (softplus(z) - zy) = -z.
    for (const y of [0, 0.5, 1])
      expect(grad(ofLabel)(tensor([y], { dtype: 'float64' })).item()).toBeCloseTo(-2, 12);
  });
});
