import { add, mul, scalar, sigmoid, square, sub, type Tensor } from '@puregrad/tensors';
import { expect, test } from 'vitest';
import { grad } from './grad.ts';

interface Neuron {
  readonly w: Tensor;
  readonly b: Tensor;
}

const float64 = (value: number) => scalar(value, { dtype: 'float64' });

// The lecture's chain of single neurons: a_l = σ(w_l·a_{l-1} + b_l), C = ½(a_4 - y)².
const weights = [0.8, -0.9, 0.7, 0.95];
const biases = [0.1, -0.3, 0.2, 0.05];
const [input, target] = [0.6, 0.25];

const cost = (chain: readonly Neuron[]): Tensor =>
  mul(
    square(
      sub(
        chain.reduce((a, { w, b }) => sigmoid(add(mul(w, a), b)), float64(input)),
        target,
      ),
    ),
    0.5,
  );

test('∂C/∂b₁ = ∂C/∂a₄ · σ′(z₄)w₄ · σ′(z₃)w₃ · σ′(z₂)w₂ · σ′(z₁), and so on up the chain, to 1e-12', () => {
  const gradient = grad(cost)(weights.map((w, l) => ({ w: float64(w), b: float64(biases[l]!) })));

  const a = [input];
  const slope = weights.map((w, l) => {
    const s = 1 / (1 + Math.exp(-(w * a[l]! + biases[l]!)));
    a.push(s);
    return s * (1 - s);
  });
  const byBias = weights.map((_, l) =>
    weights
      .slice(l + 1)
      .reduce((product, w, i) => product * w * slope[l + 1 + i]!, (a[4]! - target) * slope[l]!),
  );
  byBias.forEach((expected, l) => {
    const { w, b } = gradient[l]!;
    expect(Math.abs(b.item() / expected - 1)).toBeLessThan(1e-12);
    expect(Math.abs(w.item() / (expected * a[l]!) - 1)).toBeLessThan(1e-12);
  });

  // σ′ ≤ ¼ and |w| < 1: at least a factor of 16 from the third neuron down to the first.
  const [first, , third] = gradient.map(({ b }) => Math.abs(b.item()));
  expect(third! / first!).toBeGreaterThan(16);
});
