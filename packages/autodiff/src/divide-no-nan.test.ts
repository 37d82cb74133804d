import { compile, divideNoNaN, leaves, pipe, sum, type Tensor, tensor } from '@puregrad/tensors';
import { between } from '@puregrad/tensors/testing/between';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grad } from './grad.ts';
import { jvp } from './jvp.ts';

const float64 = (values: number | readonly number[]): Tensor =>
  tensor(values as number[], { dtype: 'float64' });
interface Operands {
  readonly a: Tensor;
  readonly b: Tensor;
}
const quotient = ({ a, b }: Operands): Tensor => sum(divideNoNaN(a, b));
/** Zeros without their signs. */
const numbers = (tree: unknown) => leaves(tree).map((leaf) => [...leaf.data].map((x) => x + 0));

describe('divideNoNaN', () => {
  it('is the quotient, and 0 if the divisor is 0, negative zero and infinite dividends too', () => {
    const a = float64([1, 0, Infinity, Number.NaN, -4, Number.NaN, 1]);
    const b = float64([0, -0, 0, 0, 2, 1, Number.NaN]);
    const expected = [0, 0, 0, 0, -2, Number.NaN, Number.NaN];
    expect([...divideNoNaN(a, b).data]).toEqual(expected);
    expect([...compile(divideNoNaN as (a: Tensor, b: Tensor) => Tensor)(a, b).data]).toEqual(
      expected,
    );
  });

  it('takes numbers, broadcasts, and waits for its first operand', () => {
    expect(pipe(float64([2, 4]), divideNoNaN(2)).toArray()).toEqual([1, 2]);
    expect(divideNoNaN(float64([2, 4]), 0).toArray()).toEqual([0, 0]);
    expect(divideNoNaN(1, tensor([[0], [4]], { dtype: 'float64' })).toArray()).toEqual([
      [0],
      [0.25],
    ]);
    expect(divideNoNaN(float64(3), 0).dtype).toBe('float64');
    expect(divideNoNaN(3, 0).item()).toBe(0);
  });

  it('has derivatives 0 where the divisor is 0, of second order and forward too', () => {
    const at = { a: float64([0, 1, 3]), b: float64([0, 0, 2]) };
    const first = grad(quotient);
    expect(numbers(first(at))).toEqual([
      [0, 0, 0.5],
      [0, 0, -0.75],
    ]);
    expect(numbers(grad((x: Operands) => sum(first(x).b))(at))).toEqual([
      [0, 0, -0.25],
      [0, 0, 0.75],
    ]);
    const ones = float64([1, 1, 1]);
    const [, tangent] = jvp(({ a, b }: Operands) => divideNoNaN(a, b), at, { a: ones, b: ones });
    expect([...tangent.data]).toEqual([0, 0, -0.25]);
  });

  it('has the derivatives of the quotient elsewhere', () => {
    fc.assert(
      fc.property(between(-9, 9), between(0.1, 9), (a, b) => {
        const { a: da, b: db } = grad(quotient)({ a: float64(a), b: float64(b) });
        expect(da.item()).toBeCloseTo(1 / b, 12);
        expect(db.item()).toBeCloseTo(-a / (b * b), 9);
      }),
    );
  });
});
