import {
  allClose,
  compile,
  div,
  maximum,
  minimum,
  neg,
  read,
  referenceEngine,
  sqrt,
  sum,
  type Tensor,
  tensor,
} from '@puregrad/tensors';
import { gpuEngine } from '@puregrad/tensors/gpu';
import { expect, test } from 'vitest';
import { valueAndGrad } from './grad.ts';
import { jvp } from './jvp.ts';

// gpu.js computes in float64 on the processor, and keeps float32.
test.each([
  ['maximum', (a: Tensor, b: Tensor) => maximum(a, neg(b))],
  ['minimum', (a: Tensor, b: Tensor) => minimum(a, div(2, b))],
])(
  'bug: a device that rounds what it stores, not what it computes again, lost the derivative of %s',
  async (_, f) => {
    const engine = await gpuEngine({ mode: 'cpu' })();
    if (engine._tag === 'Left') throw new Error(engine.left.message);
    const of = (x: Tensor): Tensor => f(sqrt(x), x);
    const both = (x: Tensor) => [jvp(of, x, x), valueAndGrad((it: Tensor) => sum(of(it)))(x)];
    const x = tensor([0.1, 0.3, 0.75, 0.9, 1.1]);
    const expected = compile(both, { engine: referenceEngine() })(x);
    const actual = await read(await compile(both, { engine: engine.right })(x));
    expect(allClose(actual, expected)).toBe(true);
  },
);

test('an extremum shares the derivative of equal numbers, and has none of NaN', () => {
  const share = (f: typeof maximum, a: number, b: number) =>
    jvp((x: Tensor) => f(x, tensor([b])), tensor([a]), tensor([1]))[1].item();
  for (const [a, b, most, least] of [
    [1, 2, 0, 1],
    [2, 1, 1, 0],
    [1, 1, 0.5, 0.5],
    [0, -0, 0.5, 0.5],
    [Infinity, Infinity, 0.5, 0.5],
    [Infinity, 1, 1, 0],
    [-Infinity, 1, 0, 1],
    [Number.NaN, 1, 0, 0],
    [1, Number.NaN, 0, 0],
  ] as const) {
    expect([a, b, share(maximum, a, b)]).toEqual([a, b, most]);
    expect([a, b, share(minimum, a, b)]).toEqual([a, b, least]);
  }
});
