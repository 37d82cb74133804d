import {
  add,
  cos,
  DTypeError,
  mean,
  mul,
  ShapeError,
  scalar,
  sin,
  square,
  sub,
  sum,
  type Tensor,
  take,
  tensor,
} from '@puregrad/tensors';
import { TracedTensor } from '@puregrad/tensors/interpreters';
import { describe, expect, it, test } from 'vitest';
import { grad, hvp, valueAndGrad } from './grad.ts';

const float64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: 'float64' });
const cube = (x: Tensor) => mul(mul(x, x), x);

describe('grad', () => {
  it('has the structure of the first argument, static parts included', () => {
    const f = ({ w, layers }: { w: Tensor; layers: readonly [Tensor, string] }) =>
      add(sum(mul(w, 2)), square(layers[0]));
    const gradient = grad(f)({ w: tensor([1, 2]), layers: [scalar(3), 'name'] });
    expect([gradient.w.toArray(), gradient.layers[0].item(), gradient.layers[1]]).toEqual([
      [2, 2],
      6,
      'name',
    ]);
  });

  it('leaves later arguments alone, and 0 where nothing hangs on an argument', () => {
    const f = (p: { a: Tensor; b: Tensor }, x: Tensor, n: number) => mul(sum(mul(p.a, x)), n);
    const gradient = grad(f)({ a: tensor([1, 2]), b: tensor([3]) }, tensor([4, 5]), 2);
    expect([gradient.a.toArray(), gradient.b.toArray()]).toEqual([[8, 10], [0]]);
    expect(grad((_: Tensor) => scalar(1))(tensor([1, 2])).toArray()).toEqual([0, 0]);
  });

  it('adds up over every use', () => {
    expect(grad((x: Tensor) => sum(add(add(x, x), mul(x, x))))(tensor([1, -3])).toArray()).toEqual([
      4, -4,
    ]);
    const shared = scalar(2);
    expect(
      grad(([a, b]: readonly [Tensor, Tensor]) => mul(a, b))([shared, shared]).map((g) => g.item()),
    ).toEqual([2, 2]);
  });

  it('lets values be read, and decides by them', () => {
    const seen: number[] = [];
    const f = (x: Tensor) => {
      seen.push(x.item(), mul(x, 2).item());
      return x.item() > 0 ? square(x) : mul(x, -1);
    };
    expect([grad(f)(scalar(3)).item(), grad(f)(scalar(-3)).item()]).toEqual([6, -1]);
    expect(seen).toEqual([3, 6, -3, -6]);
  });

  it('of grad is the second derivative, and of that the third', () => {
    const at = scalar(2, { dtype: 'float64' });
    expect(
      [cube, grad(cube), grad(grad(cube)), grad(grad(grad(cube)))].map((f) => f(at).item()),
    ).toEqual([8, 12, 12, 6]);
    let derivative: (x: Tensor) => Tensor = sin;
    for (const expected of [
      Math.cos,
      (x: number) => -Math.sin(x),
      (x: number) => -Math.cos(x),
      Math.sin,
    ]) {
      derivative = grad(derivative);
      expect(derivative(at).item()).toBeCloseTo(expected(2), 14);
    }
  });

  it.each<[string, () => unknown, new () => Error, string]>([
    [
      'a vector',
      () => grad((x: Tensor) => x)(tensor([1, 2])),
      ShapeError,
      'grad: the function must return a scalar, got shape [2]; reduce it with sum or mean, or use vjp',
    ],
    ['shape [1]', () => grad((x: Tensor) => x)(tensor([1])), ShapeError, 'got shape [1]'],
    [
      'a pair',
      () => grad(((x: Tensor) => [x, x]) as never)(scalar(1)),
      ShapeError,
      'got an array; for [value, extra] pass { hasAux: true }',
    ],
    ['a number', () => grad((() => 1) as never)(scalar(1)), ShapeError, 'got number'],
    [
      'an int32',
      () => grad((x: Tensor) => sum(square(tensor([x.item()], { dtype: 'int32' }))))(scalar(1)),
      DTypeError,
      'the int32 tensor has no derivative',
    ],
  ])('refuses a function that returns %s', (_, wrong, type, message) => {
    expect(wrong).toThrow(type);
    expect(wrong).toThrow(message);
  });

  it('refuses integers, naming where they are', () => {
    const step = scalar(1, { dtype: 'int32' });
    const wrong = () =>
      grad((p: { w: Tensor; state: readonly Tensor[] }) => p.w)({ w: scalar(1), state: [step] });
    expect(wrong).toThrow(DTypeError);
    expect(wrong).toThrow(
      "the int32 tensor at 'state[0]' has no derivative; differentiate with respect to floats",
    );
    expect(() => grad((x: Tensor) => x)(step)).toThrow('the int32 tensor has no derivative');
  });
});

describe('valueAndGrad', () => {
  it('runs the function once', () => {
    let runs = 0;
    const [value, gradient] = valueAndGrad((x: Tensor, c: Tensor) => {
      runs++;
      return mean(mul(square(x), c));
    })(tensor([1, 3]), scalar(2));
    expect([value.item(), gradient.toArray(), runs]).toEqual([10, [2, 6], 1]);
  });

  it('hands on what else the function returns, free of what followed it', () => {
    const f = (x: Tensor) =>
      [sum(square(x)), { logits: mul(x, 2), count: 3, x, fixed: tensor([7]) }] as const;
    const [[value, aux], gradient] = valueAndGrad(f, { hasAux: true })(tensor([1, 2]));
    expect([value.item(), gradient.toArray(), aux.count]).toEqual([5, [2, 4], 3]);
    expect([aux.logits, aux.x, aux.fixed].map((x) => x.toArray())).toEqual([[2, 4], [1, 2], [7]]);
    for (const x of [value, gradient, aux.logits, aux.x])
      expect(x).not.toBeInstanceOf(TracedTensor);
  });
});

test('bug: the gradient of one element picked out by a scalar index threw', () => {
  const second = scalar(1, { dtype: 'int32' });
  expect(grad((x: Tensor) => square(take(x, second)))(tensor([1, 2, 3])).toArray()).toEqual([
    0, 4, 0,
  ]);
  expect(
    grad((x: Tensor) => sum(take(x, second, { axis: -1 })))(
      tensor([
        [1, 2],
        [3, 4],
      ]),
    ).toArray(),
  ).toEqual([
    [0, 1],
    [0, 1],
  ]);
});

describe('hvp', () => {
  it('is the Hessian times the direction', () => {
    // f = a²b + sin(b·c)
    const f = (p: { ab: Tensor; c: Tensor }) => {
      const [a, b] = [0, 1].map((i) => take(p.ab, scalar(i, { dtype: 'int32' }))) as [
        Tensor,
        Tensor,
      ];
      return add(mul(square(a), b), sin(mul(b, p.c)));
    };
    const [a, b, c] = [0.5, -1.2, 0.7];
    const [s, co] = [Math.sin(b * c), Math.cos(b * c)];
    const hessian = [
      [2 * b, 2 * a, 0],
      [2 * a, -c * c * s, co - b * c * s],
      [0, co - b * c * s, -b * b * s],
    ];
    for (const v of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0.3, -2, 1.5],
    ] as const) {
      const product = hvp(
        f,
        { ab: float64([a, b]), c: float64(c) },
        { ab: float64([v[0], v[1]]), c: float64(v[2]) },
      );
      const actual = [...product.ab.data, product.c.item()];
      hessian.forEach((row, i) =>
        expect(actual[i]).toBeCloseTo(row[0]! * v[0] + row[1]! * v[1] + row[2]! * v[2], 13),
      );
    }
  });

  it('of Rosenbrock, and backward over backward gives the same', () => {
    const f = (p: Tensor) => {
      const [x, y] = [0, 1].map((i) => take(p, scalar(i, { dtype: 'int32' }))) as [Tensor, Tensor];
      return add(square(sub(1, x)), mul(100, square(sub(y, square(x)))));
    };
    const [x, y] = [-1.2, 1];
    const at = float64([x, y]);
    const expected = [2 - 400 * (y - 3 * x * x), -400 * x];
    expect([...hvp(f, at, float64([1, 0])).data].map((h, i) => h - expected[i]!)).toEqual([
      expect.closeTo(0, 10),
      expect.closeTo(0, 10),
    ]);
    const twice = grad((p: Tensor) => sum(mul(grad(f)(p), float64([1, 0]))))(at);
    expect([...twice.data]).toEqual(
      [...hvp(f, at, float64([1, 0])).data].map((h) => expect.closeTo(h, 10)),
    );
  });

  it('of a linear function is 0', () => {
    expect(hvp((x: Tensor) => sum(mul(x, 3)), float64([1, 2]), float64([1, 1])).toArray()).toEqual([
      0, 0,
    ]);
    expect(hvp((x: Tensor) => sum(cos(x)), float64([0]), float64([1])).toArray()).toEqual([-1]);
  });
});
