import {
  compile,
  type Engine,
  exp,
  mul,
  referenceEngine,
  type Shape,
  sizeOf,
  slice,
  square,
  sum,
  type Tensor,
  tensor,
  wasmEngine,
} from '@puregrad/tensors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grad } from './grad.ts';
import { jvp } from './jvp.ts';

interface Cut {
  readonly shape: Shape;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** A part of each axis, of every length from none to all. */
const cuts: fc.Arbitrary<Cut> = fc
  .array(
    fc.nat(9).chain((length) => fc.tuple(fc.constant(length), fc.nat(length), fc.nat(length))),
    { maxLength: 4 },
  )
  .filter((axes) => sizeOf(axes.map(([length]) => length)) < 1500)
  .map((axes) => ({
    shape: axes.map(([length]) => length),
    starts: axes.map(([, a, b]) => Math.min(a, b)),
    ends: axes.map(([, a, b]) => Math.max(a, b)),
  }));

/** For each element its place in the part, or −1. */
const placesOf = ({ shape, starts, ends }: Cut): readonly number[] =>
  Array.from({ length: sizeOf(shape) }, (_, element) => {
    let [rest, place, stride, isIn] = [element, 0, 1, true];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const at = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
      isIn &&= at >= starts[axis]! && at < ends[axis]!;
      place += (at - starts[axis]!) * stride;
      stride *= ends[axis]! - starts[axis]!;
    }
    return isIn ? place : -1;
  });

/** 1, 2, 3, …: another number for each place. */
const counted = (shape: Shape): Tensor =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => i + 1),
    { shape },
  );

const engines: readonly (readonly [string, Engine | undefined])[] = [
  ['at once', undefined],
  ['compiled, reference engine', referenceEngine()],
  ['compiled, one thread', wasmEngine({ threads: 1 })],
  ['compiled, two threads', wasmEngine({ threads: 2 })],
];

for (const [name, engine] of engines) {
  const run = (f: (x: Tensor) => Tensor): ((x: Tensor) => Tensor) =>
    engine === undefined ? f : compile(f, { engine });

  test(`the gradient of a slice is its cotangent in place, and 0 elsewhere: ${name}`, () => {
    fc.assert(
      fc.property(cuts, ({ shape, starts, ends }) => {
        const weights = counted(ends.map((end, axis) => end - starts[axis]!));
        const places = placesOf({ shape, starts, ends });
        // Of squares: its cotangent depends on x, so that programs compute it.
        const part = (x: Tensor): Tensor => sum(mul(square(slice(x, starts, ends)), weights));
        const x = counted(shape);
        const expected = (f: (place: number, i: number) => number): Tensor =>
          tensor(
            Float32Array.from(places, (place, i) => (place < 0 ? 0 : f(place, i))),
            { shape },
          );
        expect(run(grad(part))(x)).toEqual(expected((place, i) => 2 * (i + 1) * (place + 1)));
        // Of something computed: w (2x)² has the gradient 8wx.
        expect(run(grad((it) => part(mul(it, 2))))(x)).toEqual(
          expected((place, i) => 8 * (i + 1) * (place + 1)),
        );
      }),
      { numRuns: engine === undefined ? 100 : 25 },
    );
  });

  test(`the slice of a direction: ${name}`, () => {
    const x = counted([5, 7]);
    const direction = run((it) => jvp((y) => slice(y, [1, 2], [4, 5]), it, mul(it, it))[1]);
    const rows = [1, 2, 3].map((i) => [2, 3, 4].map((j) => (7 * i + j + 1) ** 2));
    expect(direction(x)).toEqual(tensor(rows));
  });
}

test('the gradient of a slice of exponentials has no junk beside it', () => {
  for (let length = 1; length < 20; length++) {
    const f = grad((x: Tensor) => sum(exp(slice(x, [0], [length]))));
    const x = tensor(new Float32Array(23));
    const expected = tensor(Float32Array.from({ length: 23 }, (_, i) => (i < length ? 1 : 0)));
    expect(f(x)).toEqual(expected);
    expect(compile(f)(x)).toEqual(expected);
  }
});
