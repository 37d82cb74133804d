import {
  add,
  argMax,
  DTypeError,
  mul,
  ShapeError,
  scalar,
  stopGradient,
  sum,
  type Tensor,
  TreeError,
  tensor,
  zeros,
} from '@puregrad/tensors';
import { describe, expect, it, test } from 'vitest';
import { checkGradients } from './check-gradients.ts';
import { grad } from './grad.ts';
import { jvp } from './jvp.ts';
import { vjp } from './vjp.ts';

const x = tensor([1, 2, 3]);

describe('vjp', () => {
  it('pulls cotangents of a tree back, as often as it is asked', () => {
    const [y, pull] = vjp((p: { a: Tensor; b: Tensor }) => [mul(p.a, p.b), sum(p.a)] as const, {
      a: x,
      b: tensor([4, 5, 6]),
    });
    expect([y[0].toArray(), y[1].item()]).toEqual([[4, 10, 18], 6]);
    const pulled = pull([tensor([1, 0, 2]), scalar(10)]);
    expect([pulled.a.toArray(), pulled.b.toArray()]).toEqual([
      [14, 10, 22],
      [1, 0, 6],
    ]);
    expect(pull([zeros([3]), scalar(0)]).a.toArray()).toEqual([0, 0, 0]);
    expect(pull([tensor([1, 0, 2]), scalar(10)]).b.toArray()).toEqual([1, 0, 6]);
  });

  it('adds the cotangents of an output that is returned twice, or is an input', () => {
    const [, pull] = vjp((a: Tensor) => {
      const b = mul(a, 2);
      return [b, b, a, tensor([9])] as const;
    }, x);
    const ones = tensor([1, 1, 1]);
    expect(pull([ones, mul(ones, 10), mul(ones, 100), tensor([5])]).toArray()).toEqual([
      122, 122, 122,
    ]);
  });

  it('stops at stopGradient', () => {
    const [, pull] = vjp((a: Tensor) => mul(a, stopGradient(mul(a, 3))), x);
    expect(pull(tensor([1, 1, 1])).toArray()).toEqual([3, 6, 9]);
  });

  it.each<[string, () => unknown, new () => Error, string]>([
    [
      'another shape',
      () => vjp((a: Tensor) => a, x)[1](scalar(1)),
      ShapeError,
      'vjp: the direction is float32 [], its tensor float32 [3]',
    ],
    [
      'another dtype',
      () => vjp((a: Tensor) => ({ a }), x)[1]({ a: zeros([3], { dtype: 'float64' }) }),
      ShapeError,
      "vjp: the direction at 'a' is float64 [3]",
    ],
    [
      'another structure',
      () => vjp((a: Tensor) => [a], x)[1]([x, x]),
      TreeError,
      'trees differ at the root: an array of 1 and an array of 2',
    ],
    [
      'an integer output',
      () => vjp((a: Tensor) => argMax(a), x)[1](scalar(1)),
      DTypeError,
      'vjp: the int32 tensor has no derivative',
    ],
  ])('refuses a cotangent of %s', (_, wrong, type, message) => {
    expect(wrong).toThrow(type);
    expect(wrong).toThrow(message);
  });
});

describe('jvp', () => {
  it('moves a tree along a direction', () => {
    const [y, dy] = jvp(
      (p: { a: Tensor; b: Tensor }) => ({ product: mul(p.a, p.b), fixed: x, name: 'n' }),
      { a: x, b: scalar(2) },
      { a: tensor([1, 0, 1]), b: scalar(10) },
    );
    expect([y.product.toArray(), dy.product.toArray()]).toEqual([
      [2, 4, 6],
      [12, 20, 32],
    ]);
    expect([y.fixed.toArray(), dy.fixed.toArray(), dy.name]).toEqual([[1, 2, 3], [0, 0, 0], 'n']);
  });

  it('gives zeros of its own dtype for an integer output', () => {
    const [place, moved] = jvp((a: Tensor) => argMax(a), x, x);
    expect([place.item(), moved.dtype, moved.item()]).toEqual([2, 'int32', 0]);
  });

  it('stops at stopGradient, and lets values be read', () => {
    const seen: unknown[] = [];
    const [, dy] = jvp(
      (a: Tensor) => {
        seen.push(a.toArray());
        return add(stopGradient(a), mul(a, 2));
      },
      x,
      tensor([1, 1, 1]),
    );
    expect([dy.toArray(), seen]).toEqual([[2, 2, 2], [[1, 2, 3]]]);
  });

  it('refuses a direction that does not match, and integers', () => {
    const f = (p: { w: Tensor }) => p.w;
    expect(() => jvp(f, { w: x }, { w: scalar(1) })).toThrow(ShapeError);
    expect(() => jvp(f, { w: x }, { w: scalar(1) })).toThrow(
      "jvp: the direction at 'w' is float32 [], its tensor float32 [3]",
    );
    expect(() => jvp(f, { w: x }, { v: x } as never)).toThrow(TreeError);
    const n = scalar(1, { dtype: 'int32' });
    expect(() => jvp(f, { w: n }, { w: n })).toThrow(DTypeError);
  });
});

test('a pullback is linear in its cotangent', () => {
  const [, pull] = vjp((a: Tensor) => mul(a, mul(a, a)), x);
  const [c, d] = [tensor([1, -2, 3]), tensor([0.5, 4, -1])];
  expect(pull(add(mul(c, 2), d)).toArray()).toEqual(add(mul(pull(c), 2), pull(d)).toArray());
});

describe('plain values have no derivative: they would be carried along as their own', () => {
  const plain = [3, [1, 2], { w: 1 }, null, [[], 'a']] as const;
  it.each(plain)('%o to differentiate by', (value) => {
    for (const run of [
      () => grad(() => sum(x))(value),
      () => vjp(() => sum(x), value),
      () => jvp(() => sum(x), value, value as never),
      () => checkGradients(() => sum(x), value),
    ]) {
      expect(run).toThrow(TreeError);
      expect(run).toThrow('what to differentiate by holds no tensor, only plain values');
    }
  });

  it.each(plain)('%o as the result of the function', (value) => {
    for (const run of [() => vjp(() => value, x), () => jvp(() => value, x, x)]) {
      expect(run).toThrow(TreeError);
      expect(run).toThrow('the result of the function holds no tensor, only plain values');
    }
  });

  it('but a network without parameters has an empty gradient, and plain values beside tensors stay', () => {
    expect(grad(() => sum(x))({})).toEqual({});
    expect(grad(() => sum(x))({ relu1: {}, all: [] })).toEqual({ relu1: {}, all: [] });
    const point = { w: x, name: 'a' };
    expect(grad(({ w }: typeof point) => sum(w))(point).name).toBe('a');
  });
});
