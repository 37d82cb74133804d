import {
  add,
  compile,
  exp,
  key,
  matmul,
  mean,
  mul,
  normal,
  PuregradError,
  referenceEngine,
  relu,
  SymbolicTensorError,
  scalar,
  split,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { grad, hvp, valueAndGrad } from './grad.ts';
import { jvp } from './jvp.ts';
import { vjp } from './vjp.ts';

const derivative = (f: (x: Tensor) => Tensor) => (x: Tensor) => jvp(f, x, scalar(1))[1];
const modes = [
  ['grad', grad],
  ['jvp', derivative],
] as const;

describe('derivatives inside derivatives are kept apart', () => {
  for (const [outer, first] of modes)
    for (const [inner, second] of modes) {
      it(`d/dx (x · d/dy (x + y)) is 1: ${outer} of ${inner}`, () => {
        expect(
          first((x: Tensor) => mul(x, second((y: Tensor) => add(x, y))(scalar(5))))(
            scalar(3),
          ).item(),
        ).toBe(1);
      });

      it(`d/dx (x · d/dy (x · y²)) is 4xy: ${outer} of ${inner}`, () => {
        const f = (x: Tensor) => mul(x, second((y: Tensor) => mul(x, square(y)))(scalar(5)));
        expect(first(f)(scalar(3)).item()).toBe(4 * 3 * 5);
      });

      it(`at the outer variable itself, d/dx (d/dy (x · y) at y = x) is 1: ${outer} of ${inner}`, () => {
        expect(first((x: Tensor) => second((y: Tensor) => mul(x, y))(x))(scalar(3)).item()).toBe(1);
      });
    }

  it('a pullback may be called inside another derivative', () => {
    const [, pull] = vjp((x: Tensor) => square(x), scalar(3));
    expect(grad((c: Tensor) => square(pull(c)))(scalar(2)).item()).toBe(2 * 6 * 6 * 2);
  });
});

interface Params {
  readonly w1: Tensor;
  readonly b1: Tensor;
  readonly w2: Tensor;
}

const loss = ({ w1, b1, w2 }: Params, x: Tensor, y: Tensor): Tensor =>
  mean(square(sub(matmul(relu(add(matmul(x, w1), b1)), w2), y)));

const [k1, k2, k3, k4] = split(key(1), 4);
const params: Params = {
  w1: normal(k1, [3, 4]),
  b1: tensor([0.1, -0.2, 0, 0.3]),
  w2: normal(k2, [4, 2]),
};
const [x, y] = [normal(k3, [5, 3]), normal(k4, [5, 2])];

const bits = ({ w1, b1, w2 }: Params) => [w1, b1, w2].map((leaf) => [...leaf.data]);

describe('compile and grad', () => {
  it('compile(grad(f)) has the bits of grad(f), and is traced once', () => {
    const compiled = compile(valueAndGrad(loss), { engine: referenceEngine() });
    const [value, gradient] = valueAndGrad(loss)(params, x, y);
    for (let call = 0; call < 3; call++) {
      const [v, g] = compiled(params, x, y);
      expect([v.item(), bits(g)]).toEqual([value.item(), bits(gradient)]);
    }
    expect(compiled.traceCount).toBe(1);
  });

  it('grad(compile(f)) has the bits of grad(f)', () => {
    const inside = compile(loss, { engine: referenceEngine() });
    expect(bits(grad(inside)(params, x, y))).toEqual(bits(grad(loss)(params, x, y)));
    expect(inside.traceCount).toBe(1);
  });

  it('compile(grad(compile(f))), and hvp through it, too', () => {
    const inside = compile(loss, { engine: referenceEngine() });
    expect(bits(compile(grad(inside), { engine: referenceEngine() })(params, x, y))).toEqual(
      bits(grad(loss)(params, x, y)),
    );
    const along = (f: typeof loss) => hvp((p: Params) => f(p, x, y), params, params);
    expect(bits(along(inside))).toEqual(bits(along(loss)));
    expect(bits(compile(() => along(inside), { engine: referenceEngine() })())).toEqual(
      bits(along(loss)),
    );
  });

  it('jvp of a compiled function', () => {
    const f = compile((a: Tensor) => tanh(mul(a, a)));
    const plain = (a: Tensor) => tanh(mul(a, a));
    const at = tensor([0.3, -1]);
    expect(jvp(f, at, at).map((t) => t.toArray())).toEqual(
      jvp(plain, at, at).map((t) => t.toArray()),
    );
  });

  it('a donated argument of a function that is differentiated is left alone', () => {
    const f = compile((a: Tensor) => sum(mul(exp(a), 2)), { donate: [0] });
    const at = tensor([0, 0]);
    expect(grad(f)(at).toArray()).toEqual([2, 2]);
    expect(at.toArray()).toEqual([0, 0]);
  });

  it('values cannot be read inside compile, also inside grad there', () => {
    const reading = (a: Tensor) => (a.item() > 0 ? a : mul(a, 2));
    expect(grad(reading)(scalar(1)).item()).toBe(1);
    expect(() => compile(grad(reading))(scalar(1))).toThrow(SymbolicTensorError);
  });

  it('a compiled function must be passed what is being differentiated', () => {
    const captured = grad((a: Tensor) => compile((b: Tensor) => mul(a, b))(scalar(2)));
    expect(() => captured(scalar(1))).toThrow(PuregradError);
    expect(() => captured(scalar(1))).toThrow(
      'mul: the compiled function uses a tensor that an enclosing grad',
    );
  });

  it('a gradient that is not used costs no node', () => {
    const graph = compile((p: Params) => grad(loss)(p, x, y).b1).showGraph(params);
    const whole = compile((p: Params) => grad(loss)(p, x, y)).showGraph(params);
    expect(graph.split('\n').length).toBeLessThan(whole.split('\n').length);
  });
});
