import { checkGradients, grad } from '@puregrad/autodiff';
import { ArgumentError, key, normal, sum, type Tensor, tensor } from '@puregrad/tensors';
import { between } from '@puregrad/tensors/testing/between';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy.ts';
import { sigmoidFocalLoss } from './sigmoid-focal-loss.ts';
import { softmaxFocalLoss } from './softmax-focal-loss.ts';
import { sparseSoftmaxCrossEntropy } from './sparse-softmax-cross-entropy.ts';
import { allLosses, scores } from './testing/all-losses.ts';

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: 'float64' });
const int = (values: readonly number[]) => tensor(Int32Array.from(values));
const gammas = [0, 0.3, 1, 2, 5];
const bits = allLosses.sigmoidFocalLoss!.targets;
const classes = allLosses.softmaxFocalLoss!.targets;

const logit = between(-15, 15);

test('sigmoidFocalLoss is -α(1-p)^γ ln p of the label, as the paper has it', () => {
  const cases = fc.record({ z: logit, y: fc.constantFrom(0, 1), alpha: fc.constantFrom(0.25, 1) });
  fc.assert(
    fc.property(cases, fc.constantFrom(...gammas), ({ z, y, alpha }, gamma) => {
      const p = 1 / (1 + Math.exp(y === 1 ? -z : z));
      const expected = -(y === 1 ? alpha : 1 - alpha) * (1 - p) ** gamma * Math.log(p);
      expect(sigmoidFocalLoss(f64(z), f64(y), { gamma, alpha }).item()).toBeCloseTo(expected, 8);
    }),
  );
});

test('softmaxFocalLoss is -w(1-p)^γ ln p of the label, and of two classes the binary one', () => {
  const cases = fc.record({ a: logit, b: logit, y: fc.nat(1) });
  fc.assert(
    fc.property(cases, fc.constantFrom(...gammas), ({ a, b, y }, gamma) => {
      const loss = softmaxFocalLoss(f64([a, b]), tensor(y, { dtype: 'int32' }), {
        gamma,
        classWeights: [1, 3],
      }).item();
      const binary = sigmoidFocalLoss(f64(b - a), f64(y), { gamma }).item();
      expect(loss).toBeCloseTo((y === 1 ? 3 : 1) * binary, 8);
    }),
  );
});

test('a γ of 0 is the cross-entropy', () => {
  expect([...sigmoidFocalLoss(scores, bits, { gamma: 0 }).data]).toEqual([
    ...sigmoidCrossEntropy(scores, bits).data,
  ]);
  expect([...softmaxFocalLoss(scores, classes, { gamma: 0 }).data]).toEqual([
    ...sparseSoftmaxCrossEntropy(scores, classes).data,
  ]);
});

describe.each(gammas)('with a γ of %d', (gamma) => {
  const binary = (z: Tensor) => sigmoidFocalLoss(z, bits, { gamma, alpha: 0.25 });
  const multi = (z: Tensor) => softmaxFocalLoss(z, classes, { gamma });

  it('has the gradients of finite differences', () => {
    expect(checkGradients(binary, scores)).toMatchObject({ _tag: 'Right' });
    expect(checkGradients(multi, scores)).toMatchObject({ _tag: 'Right' });
  });

  it.each(['float32', 'float64'] as const)(
    'has finite gradients where p is 1 or 0 (%s)',
    (dtype) => {
      for (const size of [0, 20, 40, 90, 1000, 1e30]) {
        const z = tensor([size, -size, size, -size], { dtype });
        const y = tensor([1, 1, 0, 0], { dtype });
        const gradient = grad((x: Tensor) => sum(sigmoidFocalLoss(x, y, { gamma })))(z);
        expect([...gradient.data].every(Number.isFinite), `${size}`).toBe(true);
        const rows = tensor(
          [
            [size, 0, -size],
            [size, 0, -size],
            [size, size, -size],
          ],
          { dtype },
        );
        const pull = grad((x: Tensor) => sum(softmaxFocalLoss(x, int([0, 2, 1]), { gamma })))(rows);
        expect([...pull.data].every(Number.isFinite), `${size}`).toBe(true);
      }
    },
  );

  it('of one class is 0, and so is its gradient', () => {
    const z = normal(key(0), [2, 1]);
    const loss = (x: Tensor) => sum(softmaxFocalLoss(x, int([0, 0]), { gamma }));
    expect(loss(z).item()).toBe(0);
    expect([...grad(loss)(z).data].map((x) => x + 0)).toEqual([0, 0]);
  });
});

test('γ and α must be what they mean, and labels classes', () => {
  const [z, y] = [f64([[1, 2]]), int([2])];
  expect(() => sigmoidFocalLoss(z, z, { gamma: -1 })).toThrow(ArgumentError);
  expect(() => sigmoidFocalLoss(z, z, { alpha: 1.5 })).toThrow('alpha must lie in [0, 1], got 1.5');
  expect(() => softmaxFocalLoss(z, int([0]), { gamma: Infinity })).toThrow(
    'softmaxFocalLoss: gamma must lie in [0, ∞), got Infinity',
  );
  expect(() => softmaxFocalLoss(z, y)).toThrow(
    'softmaxFocalLoss: label 2 in row 0 is none of the 2',
  );
});
