import { bind } from '../bind.ts';
import { tensor, zeros } from '../create.ts';
import * as ops from '../index.ts';
import type { Primitive } from '../primitives.ts';
import { check, ints, random } from './check.ts';
import {
  aroundInt32,
  type Checks,
  floatPairs,
  joined,
  keys,
  many,
  ofShapes,
  ofShapesAndInts,
  overAnyAxes,
  padded,
  paddedAfter,
  pairs,
  reversed,
  rows,
  sameBits,
  sliced,
  transposed,
} from './check-forms.ts';
import { windowChecks } from './window-checks.ts';

/** Every primitive over many shapes: one without checks does not compile. */
export const primitiveChecks: { readonly [P in Primitive]: Checks } = {
  neg: ofShapesAndInts(ops.neg),
  abs: ofShapesAndInts(ops.abs),
  sign: ofShapesAndInts(ops.sign),
  floor: ofShapesAndInts(ops.floor),
  exp: ofShapes(ops.exp),
  expm1: ofShapes(ops.expm1),
  log: ofShapes((x) => ops.log(ops.abs(x))),
  log1p: ofShapes((x) => ops.log1p(ops.abs(x))),
  sqrt: ofShapes((x) => ops.sqrt(ops.abs(x))),
  sin: ofShapes(ops.sin),
  cos: ofShapes(ops.cos),
  tanh: ofShapes(ops.tanh),
  erf: ofShapes(ops.erf),
  sigmoid: ofShapes(ops.sigmoid),
  softplus: ofShapes(ops.softplus),

  add: pairs(ops.add),
  sub: pairs(ops.sub),
  mul: pairs(ops.mul),
  div: floatPairs(ops.div),
  pow: [
    ...floatPairs((a, b) => ops.pow(ops.abs(a), b)),
    // Whole powers of negative numbers.
    ...floatPairs((a, b) => ops.pow(a, ops.floor(b))),
  ],
  maximum: pairs(ops.maximum),
  minimum: pairs(ops.minimum),
  equal: pairs(ops.equal),
  less: pairs(ops.less),
  lessEqual: pairs(ops.lessEqual),

  where: [
    ...floatPairs((a, b) => ops.where(ops.less(a, b), a, b)),
    check((a, b) => ops.where(ops.less(a!, b!), a!, b!), [ints([3, 5]), ints([5], 2)]),
    check((x) => ops.where(ops.greater(x!, 0), x!, 0), [random([33])]),
  ],

  sum: [
    ...overAnyAxes(ops.sum, true),
    // Sums of nothing.
    check((x) => ops.sum(x!), [zeros([0, 3])]),
    check((x) => ops.sum(x!, { axes: 0 }), [zeros([0, 3])]),
  ],
  max: overAnyAxes(ops.max, true),
  argMax: [
    check((x) => ops.argMax(x!), [random([5, 7])]),
    check((x) => ops.argMax(x!, { axis: 0 }), [ints([5, 7])]),
    check(
      (x) => ops.argMax(x!),
      [
        tensor([
          [1, Number.NaN, 3, Number.NaN],
          [2, 2, 1, Number.NEGATIVE_INFINITY],
        ]),
      ],
    ),
  ],

  reshape: ofShapesAndInts((x) => ops.add(ops.reshape(x, [x.size]), 1)),
  broadcastTo: [random([]), random([7]), random([2, 1]), zeros([0, 3]), ints([2, 1])].map((given) =>
    check((x) => ops.mul(ops.broadcastTo(x!, [3, ...x!.shape]), 2), [given]),
  ),
  transpose: ofShapesAndInts(transposed),
  slice: ofShapesAndInts(sliced),
  pad: [...ofShapesAndInts(padded), ...ofShapes(paddedAfter)],
  reverse: ofShapesAndInts(reversed),
  concat: [
    ...ofShapesAndInts(joined),
    // More operands than a kernel may read.
    check((...all) => ops.concat(all), many),
    check((...all) => ops.concat(all, { axis: 1 }), many),
  ],

  take: [
    check((x, i) => ops.take(x!, i!), [random([3, 5]), rows]),
    check((x, i) => ops.take(x!, i!), [ints([3, 5]), rows]),
    check((x, i) => ops.take(x!, i!, { axis: 1 }), [random([2, 3, 4]), rows]),
    check((x, i) => ops.take(x!, i!, { axis: 1 }), [random([70, 90]), rows]),
  ],
  scatterAdd: [
    check((x, i) => ops.scatterAdd(x!, i!, { size: 3 }), [random([4, 5]), rows]),
    check((x, i) => ops.scatterAdd(x!, i!, { size: 3, axis: 1 }), [ints([2, 4, 3]), rows]),
    check((x, i) => ops.scatterAdd(x!, i!, { size: 3 }), [zeros([4, 0]), rows]),
    check((x, i) => ops.scatterAdd(x!, i!, { size: 1500, axis: 1 }), [random([4, 4]), rows]),
  ],

  patches: windowChecks('patches'),
  addPatches: windowChecks('addPatches'),

  // By sizes and both transposes: `productChecks`.
  matmul: [
    check((a, b) => ops.matmul(a!, b!), [random([3, 5, 6]), random([3, 6, 7], 2)], 5e-4),
    check((a, b) => ops.matmul(a!, b!), [random([3, 2, 9]), random([3, 9, 7], 2)], 5e-4),
  ],

  cast: [
    ...ofShapes((x) => ops.cast(ops.cast(x, 'int32'), 'float32')),
    check((x) => ops.cast(x!, 'int32'), [aroundInt32]),
    check((x) => ops.cast(ops.mul(x!, 2), 'int32'), [aroundInt32]),
    check((x) => ops.add(ops.cast(x!, 'int32'), ops.cast(ops.neg(x!), 'int32')), [aroundInt32]),
  ],
  stopGradient: ofShapesAndInts(ops.stopGradient),

  threefry: [sameBits((k, x) => ops.threefry2x32(k!, x!), [ops.key(5), ints([6, 2])])],
  randomBits: keys.flatMap((key) => [
    sameBits((k) => ops.randomBits(k!, [3, 7]), [key]),
    sameBits((k) => ops.uniform(ops.foldIn(k!, 5), [1000]), [key]),
    sameBits((k) => ops.bernoulli(k!, 0.3, [17]), [key]),
  ]),
  shiftRight: [
    ...[0, 1, 9, 16, 31].map((bits) =>
      sameBits((x) => bind('shiftRight', { bits }, [x!]), [ints([3, 7])]),
    ),
    sameBits((k) => ops.uniform(k!, [5003]), [ops.key(1)]),
  ],
};
