import { checkGradients, grad } from '@puregrad/autodiff';
import {
  compile,
  key,
  normal,
  sigmoid,
  softmax,
  sum,
  type Tensor,
  tensor,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { hinge } from './hinge.ts';
import { huber } from './huber.ts';
import { klDivergence } from './kl-divergence.ts';
import { meanAbsoluteError } from './mean-absolute-error.ts';
import type { LossOptions } from './reduce.ts';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy.ts';

type Loss = (predictions: Tensor, targets: Tensor, options?: LossOptions) => Tensor;
const shape = [3, 4] as const;
const noise = (seed: number): Tensor => normal(key(seed), shape, { dtype: 'float64' });

/** Each loss with predictions and targets of its kind. */
const losses: { readonly [name: string]: readonly [Loss, Tensor, Tensor] } = {
  meanAbsoluteError: [meanAbsoluteError, noise(1), noise(2)],
  huber: [huber, noise(1), noise(2)],
  hinge: [hinge, noise(1), tensor([...noise(2).data].map(Math.sign), { shape, dtype: 'float64' })],
  klDivergence: [klDivergence, softmax(noise(1)), softmax(noise(2))],
  'klDivergence from logits': [
    (p, y, options) => klDivergence(p, y, { ...options, fromLogits: true }),
    noise(1),
    softmax(noise(2)),
  ],
  binaryCrossEntropy: [binaryCrossEntropy, sigmoid(noise(1)), sigmoid(noise(2))],
};

for (const [name, [loss, predictions, targets]] of Object.entries(losses))
  describe(name, () => {
    it('has the gradients of finite differences', () => {
      const check = checkGradients(
        (p: Tensor) => loss(p, targets, { reduction: 'none' }),
        predictions,
      );
      expect(check).toMatchObject({ _tag: 'Right' });
    });

    it('reduces to the mean and the sum of what it gives unreduced', () => {
      const each = [...loss(predictions, targets, { reduction: 'none' }).data];
      const total = each.reduce((a, b) => a + b, 0);
      expect(loss(predictions, targets, { reduction: 'sum' }).item()).toBeCloseTo(total, 12);
      expect(loss(predictions, targets, { reduction: 'mean' }).item()).toBeCloseTo(
        total / each.length,
        12,
      );
    });

    it('compiles to the same bits', () => {
      const run = compile((p: Tensor, y: Tensor) => loss(p, y, { reduction: 'none' }));
      expect(run(predictions, targets).data).toEqual(
        loss(predictions, targets, { reduction: 'none' }).data,
      );
    });

    it('refuses shapes that would broadcast, naming both', () => {
      expect(() => loss(predictions, tensor([1], { dtype: 'float64' }))).toThrow(/\[3, 4\].*\[1\]/);
    });
  });

describe('at the edges', () => {
  const f64 = (values: number[]) => tensor(values, { dtype: 'float64' });

  it('huber is a parabola up to delta, lines beyond, and both meet', () => {
    expect(huber(f64([0.5, 2, 3, -3]), f64([0, 0, 0, 0]), { delta: 2 }).toArray()).toEqual([
      0.125, 2, 4, 4,
    ]);
    expect(() => huber(f64([1]), f64([1]), { delta: 0 })).toThrow(
      'delta must lie in (0, ∞], got 0',
    );
  });

  it('hinge takes labels 0 and 1 for -1 and 1 where told to', () => {
    const p = f64([0.3, -2, 2]);
    expect(hinge(p, f64([0, 0, 1]), { labels01: true }).data).toEqual(
      hinge(p, f64([-1, -1, 1])).data,
    );
  });

  it('klDivergence of impossible classes is 0·ln 0 = 0, in value and gradient', () => {
    expect(klDivergence(f64([0, 1]), f64([0, 1])).item()).toBe(0);
    const gradient = grad((q: Tensor) => klDivergence(q, f64([0, 1])))(f64([0, 0.5]));
    expect(gradient.toArray()).toEqual([0, -2]);
    const logits = f64([-1000, 1000]);
    const pull = grad((z: Tensor) => klDivergence(z, f64([0, 1]), { fromLogits: true }))(logits);
    expect(pull.toArray()).toEqual([0, 0]);
  });

  it('klDivergence at probabilities of exactly 0, of the targets, of the predictions and of both', () => {
    const ofQ = (q: number[], y: number[]) => klDivergence(f64(q), f64(y)).item();
    expect(ofQ([0, 1], [0, 1])).toBe(0);
    expect(ofQ([0.5, 0.5], [0, 1])).toBe(Math.LN2);
    expect(ofQ([0, 1], [0.5, 0.5])).toBe(Infinity);
    const ofLogits = (z: number[], y: number[]) =>
      klDivergence(f64(z), f64(y), { fromLogits: true }).item();
    expect(ofLogits([0, 0], [0, 1])).toBe(Math.LN2);
    expect(ofLogits([-Infinity, 0], [0, 1])).toBe(0);
    expect(ofLogits([-Infinity, 0], [0.5, 0.5])).toBe(Infinity);
  });

  it('binaryCrossEntropy is sigmoidCrossEntropy of the logits, and knows certainty', () => {
    const logits = noise(3);
    const labels = sigmoid(noise(4));
    const expected = sum(sigmoidCrossEntropy(logits, labels)).item();
    expect(sum(binaryCrossEntropy(sigmoid(logits), labels)).item()).toBeCloseTo(expected, 10);
    expect(binaryCrossEntropy(f64([1, 0, 1]), f64([1, 0, 0])).toArray()).toEqual(
      [-0, -0, Infinity].map((x) => expect.closeTo(x)),
    );
  });
});
