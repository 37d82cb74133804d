import { zeros } from '../create.ts';
import * as ops from '../index.ts';
import { check, ints, random } from './check.ts';
import {
  type Checks,
  joined,
  many,
  noInts,
  none,
  ofShapes,
  overAnyAxes,
  padded,
  reversed,
  rows,
  sliced,
  transposed,
  twice,
} from './check-forms.ts';

/** What engines do with several primitives at once, and with what is composed of them. */
export const composedChecks: { readonly [name: string]: Checks } = {
  activations: [ops.relu, ops.gelu(), ops.elu()].flatMap(ofShapes),
  softmax: ofShapes((x) => (x.size === 0 || x.rank === 0 ? x : ops.softmax(x))),
  'mean, over any axes': overAnyAxes(ops.mean, false),
  'min, over any axes': overAnyAxes(ops.min, false),
  'variance, over any axes': overAnyAxes(ops.variance, false),
  oneHot: [check((x) => ops.oneHot(x!, { classes: 3 }), [rows])],
  normal: [check((k) => ops.normal(k!, [1000]), [ops.key(2)])],
  'what has elements, of what has none': [
    ...[none, noInts].flatMap((empty) => [
      ...[0, [0, 1]].map((axes) => check((x) => ops.sum(twice(x!), { axes }), [empty])),
      check((x) => ops.add(ops.sum(x!, { axes: 0 }), 1), [empty]),
      check((x) => [twice(x!), ops.sum(ops.add(twice(x!), 1), { axes: 0 })], [empty]),
      check((x) => ops.concat([twice(x!), ops.add(ops.pad(x!, [1, 0], [1, 0]), 1), x!]), [empty]),
      check((x) => ops.pad(twice(x!), [2, 0], [0, 1]), [empty]),
      check((x) => ops.sum(ops.reshape(twice(x!), [2, 0, 4]), { axes: 1 }), [empty]),
      check((x) => ops.scatterAdd(twice(x!), zeros([0], { dtype: 'int32' }), { size: 2 }), [empty]),
      check(
        (x) => ops.take(ops.pad(x!, [1, 0], [0, 0]), ops.zeros([2], { dtype: 'int32' })),
        [empty],
      ),
      check(
        (x) => ops.sum(ops.slice(twice(x!), [1, 0], [1, 3]), { axes: 0 }),
        [empty === none ? random([2, 3]) : ints([2, 3])],
      ),
    ]),
    check((x) => ops.mean(twice(x!), { axes: 0 }), [none]),
    check((x) => ops.matmul(ops.transpose(twice(x!)), x!), [none]),
  ],
  'more operands than a kernel may read': [
    check((...all) => all.reduce((sum, x) => ops.add(ops.mul(sum, 0.5), x)), many),
    check(
      (...all) =>
        ops.where(
          ops.greater(ops.add(all[0]!, all[1]!), 0),
          all.reduce((a, b) => ops.add(a, b)),
          ops.concat(all.map((x) => ops.slice(x, [0, 0], [1, 2]))),
        ),
      many.slice(0, 3),
    ),
  ],
  // Some devices keep large arrays otherwise than small ones.
  'large arrays of odd lengths': [[8191], [67, 129], [5, 41, 43]].flatMap((shape) => [
    check(
      (x) => [
        ops.add(ops.tanh(x!), ops.sum(x!, { axes: -1, keepDims: true })),
        ...[transposed, reversed, joined, padded, sliced].map((f) => f(x!)),
        ops.sum(x!, { axes: 0 }),
        ops.max(x!, { axes: -1 }),
        ops.argMax(x!),
      ],
      [random(shape)],
      1e-4,
    ),
    check(
      (x) => [ops.add(ops.mul(x!, 3), 70_000), transposed(x!), ops.sum(x!, { axes: 0 })],
      [ints(shape)],
    ),
  ]),
};
