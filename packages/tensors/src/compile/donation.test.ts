import { describe, expect, it, test } from 'vitest';
import { ones, scalar, tensor, zeros } from '../create.ts';
import { ArgumentError, DonatedTensorError } from '../errors.ts';
import { add, mul, sub } from '../ops/arithmetic.ts';
import { take } from '../ops/indexing.ts';
import { broadcastTo, reshape } from '../ops/movement.ts';
import type { Tensor } from '../tensor.ts';
import { compile } from './compile.ts';

/** Takes its argument's memory over and writes to it: the argument is free after the first step. */
const overwrite = compile((x: Tensor) => add(mul(x, 2), 1), { donate: [0] });

const values = (...tensors: readonly Tensor[]) => tensors.map((x) => x.toArray());

describe('a donated tensor', () => {
  const gone = () => {
    const x = tensor([1, 2]);
    overwrite(x);
    return x;
  };

  it.each<[string, (x: Tensor) => unknown]>([
    ['read', (x) => x.data],
    ['written out', (x) => x.toArray()],
    ['an operand', (x) => add(x, 1)],
    ['reshaped', (x) => reshape(x, [1, 2])],
    ['donated again', (x) => overwrite(x)],
    ['an argument', (x) => compile((y: Tensor) => mul(y, 2))(x)],
    ['captured', (x) => compile((y: Tensor) => add(x, y))(ones([2]))],
  ])('cannot be %s afterwards', (_, use) => {
    expect(() => use(gone())).toThrow(DonatedTensorError);
    expect(() => use(gone())).toThrow('a tensor of shape [2] was donated to a compiled function');
  });

  it('keeps its shape, and prints as donated', () => {
    expect([gone().shape, String(gone())]).toEqual([[2], 'tensor(float32 [2]) <donated>']);
  });

  it('that is returned as it came can be read there', () => {
    const f = compile((state: readonly Tensor[]) => [...state, add(state[0]!, 1)], { donate: [0] });
    const [a, b] = [tensor([1, 2]), tensor([3])];
    const out = f([a, b]);
    expect(values(...out)).toEqual([[1, 2], [3], [2, 3]]);
    expect(() => a.data).toThrow(DonatedTensorError);
    expect(values(...f(out.slice(0, 2)))).toEqual([[1, 2], [3], [2, 3]]);
  });

  it('may be donated in two places', () => {
    // The first output is ready, and written, before the second argument is read.
    const f = compile(
      (a: Tensor, b: Tensor) => {
        const first = add(mul(a, 2), 1);
        return [first, sub(first, b)];
      },
      { donate: [0, 1] },
    );
    const x = tensor([1, 2]);
    expect(values(...f(x, x))).toEqual([
      [3, 5],
      [2, 3],
    ]);
    expect(() => x.data).toThrow(DonatedTensorError);
  });

  it('may not be passed in another place too', () => {
    const f = compile((a: Tensor, rest: { b: Tensor }) => add(a, rest.b), { donate: [0] });
    const x = tensor([1, 2]);
    expect(() => f(x, { b: x })).toThrow(ArgumentError);
    expect(() => f(x, { b: x })).toThrow(
      "compile: argument 1 (b) is a tensor that another argument donates; don't donate it, or pass a copy",
    );
    expect(x.toArray()).toEqual([1, 2]);
  });

  it('may not be captured by the function', () => {
    const w = tensor([1, 2]);
    const f = compile((x: Tensor) => add(x, w), { donate: [0] });
    expect(() => f(w)).toThrow(ArgumentError);
    expect(() => f(w)).toThrow('a donated tensor is also captured by the compiled function');
    expect(values(w, f(ones([2])))).toEqual([
      [1, 2],
      [2, 3],
    ]);
  });

  it('inside another compiled function, or grad, is left alone', () => {
    const outer = compile((x: Tensor) => [overwrite(x), x]);
    const x = tensor([1, 2]);
    expect(values(...outer(x), x)).toEqual([
      [3, 5],
      [1, 2],
      [1, 2],
    ]);
  });
});

test('a state that is donated a thousand times is the state of the plain function', () => {
  const step = ({ w, m, t }: { w: Tensor; m: Tensor; t: Tensor }, g: Tensor) => {
    const next = add(mul(m, 0.9), sub(g, mul(w, 0.01)));
    return { w: sub(w, mul(next, 0.1)), m: next, t: add(t, 1) };
  };
  const fast = compile(step, { donate: [0] });
  const start = () => ({
    w: tensor([[1, -2, 3]]),
    m: zeros([1, 3]),
    t: scalar(0, { dtype: 'int32' }),
  });
  let [plain, donated] = [start(), start()];
  for (let i = 0; i < 1000; i++) {
    const g = tensor([[Math.sin(i), Math.cos(i), 0.1]]);
    plain = step(plain, g);
    donated = fast(donated, g);
  }
  expect(values(donated.w, donated.m, donated.t)).toEqual(values(plain.w, plain.m, plain.t));
  expect([fast.traceCount, donated.t.item()]).toEqual([1, 1000]);
});

describe('bug: donating wrote to memory on which another value stood', () => {
  it('another output of the program that made it', () => {
    const views = compile((x: Tensor) => [add(x, 1), reshape(add(x, 1), [2, 1]), add(x, 1)]);
    const [a, b, c] = views(tensor([1, 2])) as [Tensor, Tensor, Tensor];
    expect(values(overwrite(a), b, c)).toEqual([
      [5, 7],
      [[2], [3]],
      [2, 3],
    ]);
  });

  it('the input that a program had returned as it came', () => {
    const x = tensor([1, 2]);
    expect(values(overwrite(compile((y: Tensor) => y)(x)), x)).toEqual([
      [3, 5],
      [1, 2],
    ]);
  });

  it('a constant of another program', () => {
    const w = tensor([1, 2]);
    const f = compile((x: Tensor) => add(x, w));
    f(zeros([2]));
    overwrite(w);
    expect(f(zeros([2])).toArray()).toEqual([1, 2]);
  });

  it('a constant that a program had returned, which was dead at its next call', () => {
    const w = tensor([1, 2]);
    const start = compile(() => [w, zeros([2]), broadcastTo(w, [2, 2])]);
    for (let call = 0; call < 2; call++) {
      const made = start();
      expect(values(...made)).toEqual([
        [1, 2],
        [0, 0],
        [
          [1, 2],
          [1, 2],
        ],
      ]);
      for (const x of made) overwrite(x);
    }
    expect(w.toArray()).toEqual([1, 2]);
  });
});

test('bug: a program that failed half-way left its donated inputs readable, and overwritten', () => {
  const f = compile((x: Tensor, i: Tensor) => take(add(mul(x, 2), 1), i), { donate: [0] });
  const both = compile(
    (x: Tensor, i: Tensor) => {
      const y = add(mul(x, 2), 1);
      return [y, take(y, i)];
    },
    { donate: [0] },
  );
  const bad = tensor([7], { dtype: 'int32' });
  for (const run of [f, both] as readonly ((x: Tensor, i: Tensor) => unknown)[]) {
    const x = tensor([1, 2]);
    expect(() => run(x, bad)).toThrow('take: index 7');
    expect(() => x.data).toThrow(DonatedTensorError);
  }
});

test('bug: a donated tensor of one repeated number could still be reshaped and broadcast', () => {
  const x = zeros([2]);
  overwrite(x);
  expect(() => reshape(x, [2, 1])).toThrow(DonatedTensorError);
  expect(() => broadcastTo(x, [3, 2])).toThrow(DonatedTensorError);
});
