import * as ops from '@puregrad/tensors';
import { type Tensor, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { grad } from './grad.ts';
import { jvp } from './jvp.ts';

const { maximum, minimum, mul, pow, sum } = ops;
const at = (...values: readonly number[]) => tensor([...values], { dtype: 'float64' });
const slopes = (f: (x: Tensor) => Tensor, ...x: readonly number[]) => {
  const backward = grad((t: Tensor) => sum(f(t)))(at(...x)).toArray();
  if (f(at(...x)).size === x.length)
    expect(jvp(f, at(...x), ops.onesLike(at(...x)))[1].toArray()).toEqual(backward);
  return backward;
};

describe('where a function has a kink, its derivative is what the documentation says', () => {
  it.each<[string, (x: Tensor) => Tensor, readonly number[], readonly number[]]>([
    ["relu'(0) = 0", ops.relu, [-1, -0, 0, 1], [0, 0, 0, 1]],
    ["abs'(0) = 0", ops.abs, [-2, 0, 3], [-1, 0, 1]],
    ["elu'(0) = α", ops.elu({ alpha: 0.5 }), [0, 1], [0.5, 1]],
    ["sign' = floor' = 0", (x) => ops.add(ops.sign(x), ops.floor(x)), [-1, 0, 0.5], [0, 0, 0]],
    [
      'clip passes on what lies on its bounds',
      (x) => ops.clip(x, { min: -1, max: 1 }),
      [-2, -1, 0, 1, 2],
      [0, 1, 1, 1, 0],
    ],
    ['a tie of maximum with a number gives half', (x) => maximum(x, 1), [0, 1, 2], [0, 0.5, 1]],
    ['a tie of minimum with a number gives half', (x) => minimum(x, 1), [0, 1, 2], [1, 0.5, 0]],
    ['equal operands have the whole between them', (x) => maximum(x, x), [1, 2], [1, 1]],
    ['ties of max share equally', (x) => ops.max(x), [3, 1, 3, 3], [1 / 3, 0, 1 / 3, 1 / 3]],
    ['ties of min share equally', (x) => ops.min(x), [3, 1, 1, 3], [0, 0.5, 0.5, 0]],
    ["sqrt'(0) = Infinity", ops.sqrt, [0, 4], [Infinity, 0.25]],
    ['x² at 0', (x) => pow(x, 2), [0, -3], [0, -6]],
    ['x¹ at 0', (x) => pow(x, 1), [0, -3], [1, 1]],
    ['x⁰ at 0', (x) => pow(x, 0), [0, -3], [0, 0]],
    ['√x as a power at 0', (x) => pow(x, 0.5), [0, 4], [Infinity, 0.25]],
    ['0ᵇ for its exponent', (b) => pow(0, b), [0.5, 1, 2], [0, 0, 0]],
    ['a negative base by its whole exponent', (x) => pow(x, 3), [-2], [12]],
  ])('%s', (_, f, x, expected) => {
    expect(slopes(f, ...x)).toEqual(expected);
  });

  it('second derivatives of powers at 0', () => {
    const second = (n: number) => slopes((x) => grad((t: Tensor) => sum(pow(t, n)))(x), 0);
    expect([0, 1, 2, 3].map(second)).toEqual([[0], [0], [2], [0]]);
  });
});

describe('far out, derivatives stay finite', () => {
  it.each<[string, (x: Tensor) => Tensor, readonly number[], readonly number[]]>([
    ['sigmoid', ops.sigmoid, [-1000, 0, 1000], [0, 0.25, 0]],
    ['softplus', ops.softplus, [-1000, 0, 1000], [0, 0.5, 1]],
    ['tanh', ops.tanh, [-1000, 0, 1000], [0, 1, 0]],
    ['elu', ops.elu, [-1000, 1000], [0, 1]],
    ['logSumExp', (x) => ops.logSumExp(x), [-1000, 1000, 1000], [0, 0.5, 0.5]],
    ['logSumExp with -Infinity', (x) => ops.logSumExp(x), [-Infinity, 0], [0, 1]],
    ['logSoftmax', (x) => mul(ops.logSoftmax(x), at(1, 0)), [-1000, 1000], [1, -1]],
    ['softmax', (x) => mul(ops.softmax(x), at(1, 0)), [1000, 1000], [0.25, -0.25]],
  ])('%s', (_, f, x, expected) => {
    const difference = ops.sub(grad((t: Tensor) => sum(f(t)))(at(...x)), at(...expected));
    expect(Math.max(...difference.data.map(Math.abs))).toBeLessThan(1e-15);
  });

  it('a branch that is not taken does no harm once its input is chosen first', () => {
    const safeLog = (x: Tensor) =>
      ops.where(ops.greater(x, 0), ops.log(ops.where(ops.greater(x, 0), x, 1)), 0);
    expect(slopes(safeLog, 0, 2)).toEqual([0, 0.5]);
  });
});

describe('roots of sums of squares at 0 have the derivative 0, the subgradient of least norm', () => {
  const zero: readonly (readonly [string, (x: Tensor) => Tensor, readonly number[]])[] = [
    ['norm', (x) => ops.norm(x), [0, 0]],
    ['norm of each, over no axes', (x) => sum(ops.norm(x, { axes: [] })), [0, 0]],
    ['square of the norm', (x) => ops.square(ops.norm(x)), [0, 0]],
    ['standardDeviation', (x) => ops.standardDeviation(x), [3, 3]],
    ['safeSqrt', (x) => ops.safeSqrt(sum(ops.square(x))), [0, 0]],
    ['logSumExp', (x) => ops.logSumExp(x), [-Infinity, -Infinity]],
  ];
  for (const dtype of ['float32', 'float64'] as const)
    it.each(zero)(`%s, ${dtype}`, (_, f, values) => {
      const x = ops.tensor(values, { dtype });
      for (const gradient of [grad(f)(x), ops.compile(grad(f))(x)])
        expect([...gradient.data].map(Math.abs)).toEqual([0, 0]);
      expect(Math.abs(jvp(f, x, ops.tensor([1, -2], { dtype }))[1].item())).toBe(0);
    });

  it('and beside a row that is 0 the others have theirs', () => {
    const x = ops.tensor(
      [
        [0, 0],
        [3, 4],
      ],
      { dtype: 'float64' },
    );
    const gradient = grad((t: Tensor) => sum(ops.norm(t, { axes: 1 })))(x);
    [0, 0, 0.6, 0.8].forEach((slope, i) => {
      expect(gradient.data[i]).toBeCloseTo(slope, 14);
    });
    const huge = ops.tensor([3e200, 4e200], { dtype: 'float64' });
    for (const [i, slope] of [0.6, 0.8].entries())
      expect(grad((t: Tensor) => ops.norm(t))(huge).data[i]).toBeCloseTo(slope, 14);
    const mixed = ops.tensor(
      [
        [-Infinity, 1],
        [-Infinity, -Infinity],
      ],
      { dtype: 'float64' },
    );
    expect(grad((t: Tensor) => sum(ops.logSumExp(t, { axes: 1 })))(mixed).toArray()).toEqual([
      [0, 1],
      [0, 0],
    ]);
  });
});
