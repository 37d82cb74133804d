import {
  add,
  log,
  matmul,
  mul,
  relu,
  stopGradient,
  sum,
  type Tensor,
  tanh,
  tensor,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { checkGradients } from './check-gradients.ts';

const x = { a: tensor([0.3, -0.7]), b: [tensor([[1.5]])] };
type Input = typeof x;

describe('checkGradients', () => {
  it('compares every element and one direction', () => {
    const result = checkGradients(({ a, b }: Input) => [mul(a, b[0]!), tanh(a)], x);
    expect(result).toMatchObject({ _tag: 'Right', right: { compared: 4 } });
    expect((result as { right: { worst: number } }).right.worst).toBeLessThan(1e-8);
  });

  it('finds a wrong derivative: where, and by how much', () => {
    // The derivative of a·b lacks the part by b.
    const wrong = ({ a, b }: Input) => sum(mul(a, stopGradient(b[0]!)));
    const result = checkGradients(wrong, x, { seed: 1 });
    expect(result).toMatchObject({
      _tag: 'Left',
      left: { _tag: 'GradientMismatch', path: 'b[0]', index: 0, mode: 'reverse', actual: 0 },
    });
    const { expected } = (result as { left: { expected: number } }).left;
    const right = checkGradients(
      (b: Tensor) => sum(mul(tensor([0.3, -0.7], { dtype: 'float64' }), b)),
      tensor([1.5]),
      { seed: 1 },
    );
    expect([Math.abs(expected) > 1e-3, right._tag]).toEqual([true, 'Right']);
  });

  it('finds one wrong element among many', () => {
    const mask = tensor(
      [
        [1, 1],
        [1, 0],
      ],
      { dtype: 'float64' },
    );
    const wrong = (w: Tensor) =>
      tanh(add(mul(w, mask), stopGradient(mul(w, add(mul(mask, -1), 1)))));
    expect(
      checkGradients(
        wrong,
        tensor([
          [1, 2],
          [3, 0.4],
        ]),
      ),
    ).toMatchObject({ left: { path: '', index: 3 } });
  });

  it('finds a kink, and what is not a number', () => {
    expect(checkGradients(relu, tensor([1, 0]))).toMatchObject({
      left: { index: 1, expected: expect.any(Number), actual: 0 },
    });
    expect(checkGradients(log, tensor([-1, 1]))).toMatchObject({
      left: { index: 0, expected: NaN },
    });
  });

  it('takes a tolerance and a step', () => {
    const nearly = (t: Tensor) => add(t, mul(stopGradient(t), 1e-4));
    expect(checkGradients(nearly, tensor([1]))._tag).toBe('Left');
    expect(checkGradients(nearly, tensor([1]), { tolerance: 1e-3 })._tag).toBe('Right');
    expect(checkGradients((t: Tensor) => mul(t, mul(t, t)), tensor([1]), { step: 0.1 })._tag).toBe(
      'Left',
    );
  });

  it('takes float32 inputs for float64, and tensors without elements', () => {
    expect(
      checkGradients(
        (t: Tensor) => matmul(t, t),
        tensor([
          [0.1, 0.2],
          [0.3, 0.4],
        ]),
      )._tag,
    ).toBe('Right');
    expect(checkGradients(tanh, tensor([]))).toEqual({
      _tag: 'Right',
      right: { worst: 0, compared: 1 },
    });
  });
});
