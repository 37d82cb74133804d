import fc from 'fast-check';
import { bind } from '../bind.ts';
import { tensor } from '../create.ts';
import type { FloatDType } from '../dtype.ts';
import * as ops from '../index.ts';
import type { Tensor } from '../tensor.ts';
import { seeded } from './arbitraries.ts';

/** The lengths of both axes of every value are 1 or this: all broadcast against each other. */
const N = 3;

const square = (x: Tensor): Tensor => ops.broadcastTo(x, [N, N]);
/** Windows on a square, as an image of one channel, that overlap. */
const windows = { window: [2, 2], strides: [1, 1], dilations: [1, 1] } as const;
const places = tensor([2, 0, 2], { dtype: 'int32' });

/** Operations of two values, each from another family of primitives. */
const operations: readonly ((x: Tensor, y: Tensor) => Tensor)[] = [
  ops.add,
  ops.sub,
  ops.mul,
  ops.div,
  ops.maximum,
  (x, y) => ops.pow(ops.abs(x), ops.clip(y, { min: -2, max: 2 })),
  ops.sigmoid,
  ops.tanh,
  (x) => ops.exp(ops.neg(ops.square(x))),
  (x) => ops.log1p(ops.abs(x)),
  (x, y) => ops.where(ops.less(x, y), x, 0.5),
  (x) => ops.sum(x, { axes: 0, keepDims: true }),
  (x) => ops.mean(x, { axes: 1, keepDims: true }),
  (x) => ops.max(x, { keepDims: true }),
  (x) => ops.transpose(x),
  (x) => ops.reshape(ops.reshape(square(x), [N * N]), [N, N]),
  (x) => ops.stopGradient(x),
  (x, y) => ops.matmul(square(x), square(y)),
  (x, y) => ops.matmul(square(x), square(y), { transposeA: true, transposeB: true }),
  (x, y) => ops.slice(ops.concat([square(x), square(y)]), [2, 0], [2 + N, N]),
  (x) => ops.slice(ops.pad(square(x), [1, 0], [0, 1]), [0, 1], [N, N + 1]),
  (x) => ops.reverse(x),
  (x) => ops.take(square(x), places),
  (x) => ops.scatterAdd(square(x), places, { size: N }),
  (x, y) => {
    const images = ops.reshape(square(x), [1, N, N, 1]);
    const pixels = ops.mul(bind('patches', windows, [images]), ops.mean(y));
    return ops.reshape(bind('addPatches', { ...windows, size: [N, N] }, [pixels]), [N, N]);
  },
  (x) => ops.softmax(square(x)),
  (x) => ops.reshape(ops.cast(ops.argMax(square(x)), x.dtype), [1, N]),
  (x) => ops.add(x, ops.uniform(ops.key(1), [N, 1], { dtype: x.dtype as FloatDType })),
];

/** A program of random operations on values made before; it returns some of them, perhaps twice. */
export interface RandomProgram {
  readonly inputs: () => readonly Tensor[];
  readonly run: (inputs: readonly Tensor[]) => readonly Tensor[];
}

export const programs: fc.Arbitrary<RandomProgram> = fc
  .record({
    dtype: fc.constantFrom<FloatDType>('float32', 'float64'),
    inputs: fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.nat(1000)), {
      minLength: 1,
      maxLength: 4,
    }),
    steps: fc.array(fc.tuple(fc.nat(operations.length - 1), fc.nat(100), fc.nat(100)), {
      maxLength: 25,
      size: 'max',
    }),
    outputs: fc.array(fc.nat(100), { minLength: 1, maxLength: 5 }),
  })
  .map(({ dtype, inputs, steps, outputs }) => ({
    inputs: () =>
      inputs.map(([tall, wide, seed]) => seeded([tall ? N : 1, wide ? N : 1], dtype, seed)),
    run: (given) => {
      const values = [...given, tensor([[0.25]], { dtype })];
      const pick = (place: number): Tensor => values[place % values.length]!;
      for (const [operation, x, y] of steps) values.push(operations[operation]!(pick(x), pick(y)));
      return outputs.map(pick);
    },
  }));
