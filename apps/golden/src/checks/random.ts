import {
  concat,
  foldIn,
  type Key,
  randomBits,
  reshape,
  slice,
  split,
  splitKeys,
  type Tensor,
  tensor,
  threefry2x32,
  transpose,
  uniform,
} from '@puregrad/tensors';
import { type Check, unsupported } from '../check.ts';
import { compare, type Precision } from '../compare.ts';
import type { GoldenArray, GoldenRecord } from '../format.ts';
import { arrayAt, numberAt, stringAt } from '../read.ts';

/** 32-bit words are written unsigned, and int32 tensors hold them signed. */
const words = ({ shape, data }: GoldenArray): Tensor =>
  tensor(
    Int32Array.from(data, (word) => word | 0),
    { shape },
  );

const unsigned = ({ shape, data }: Tensor): GoldenArray => ({
  shape,
  data: Array.from(data, (word) => word >>> 0),
});

/** JAX's older layout: the counters' first half in word 0, the second in word 1, likewise out. */
const bitsHalves = (key: Key, count: number): Tensor => {
  const half = Math.ceil(count / 2);
  const counters = Int32Array.from({ length: 2 * half }, (_, i) => {
    const counter = (i % 2) * half + (i >> 1);
    return counter < count ? counter : 0;
  });
  const blocks = threefry2x32(key, tensor(counters, { shape: [half, 2] }));
  return slice(reshape(transpose(blocks), [2 * half]), [0], [count]);
};

/** Uniform floats are multiples of 2⁻²³: ten digits round to the exact float32. */
const exactFloats = (expected: GoldenRecord): GoldenRecord =>
  expected.uniform === undefined
    ? expected
    : {
        ...expected,
        uniform: {
          shape: arrayAt(expected, 'uniform').shape,
          data: arrayAt(expected, 'uniform').data.map(Math.fround),
        },
      };

/** Random words under each scheme, bit for bit, whatever the file's tolerance. */
export const random: Check = ({ config, inputs, expected }, { dtype }) => {
  const precision: Precision = { dtype, tolerance: { rtol: 0, atol: 0 } };
  const name = stringAt(config, 'function');
  const key = words(arrayAt(inputs, 'key'));
  switch (name) {
    case 'threefry2x32': {
      const counter = words(arrayAt(inputs, 'counter'));
      const output = threefry2x32(key, counter, { rounds: numberAt(config, 'rounds', 20) });
      return compare(expected, { output: unsigned(output) }, precision);
    }
    case 'jaxBits': {
      const shape = [numberAt(config, 'count')];
      const bits = unsigned(randomBits(key, shape));
      const floats = uniform(key, shape, { dtype });
      return compare(exactFloats(expected), { bits, uniform: floats }, precision);
    }
    case 'jaxBitsHalves':
      return compare(
        expected,
        { bits: unsigned(bitsHalves(key, numberAt(config, 'count'))) },
        precision,
      );
    case 'jaxSplit': {
      const count = numberAt(config, 'count');
      const keys = splitKeys(key, count);
      const one = concat(split(key, count).map((k) => reshape(k, [1, 2])));
      return [
        ...compare(expected, { keys: unsigned(keys) }, precision, 'splitKeys'),
        ...compare(expected, { keys: unsigned(one) }, precision, 'split'),
      ];
    }
    case 'jaxSplitHalves': {
      const count = numberAt(config, 'count');
      const keys = reshape(bitsHalves(key, 2 * count), [count, 2]);
      return compare(expected, { keys: unsigned(keys) }, precision);
    }
    case 'jaxFoldIn':
      return compare(expected, { key: unsigned(foldIn(key, numberAt(config, 'data'))) }, precision);
    default:
      return unsupported(`random function '${name}'`);
  }
};
