import {
  concat,
  type FloatDType,
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
import { compare } from '../compare.ts';
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

/** The values that a case computes from its key, and from the counter if it has one. */
type Draw = (
  key: Key,
  counter: Tensor | null,
  dtype: FloatDType,
) => { readonly [output: string]: Tensor };

/** The random words that a case asks for. */
const drawOf = (config: GoldenRecord): Draw | undefined => {
  switch (stringAt(config, 'function')) {
    case 'threefry2x32': {
      const rounds = numberAt(config, 'rounds', 20);
      return (key, counter) => ({ output: threefry2x32(key, counter!, { rounds }) });
    }
    case 'jaxBits': {
      const shape = [numberAt(config, 'count')];
      return (key, _, dtype) => ({
        bits: randomBits(key, shape),
        uniform: uniform(key, shape, { dtype }),
      });
    }
    case 'jaxBitsHalves': {
      const count = numberAt(config, 'count');
      return (key) => ({ bits: bitsHalves(key, count) });
    }
    case 'jaxSplit': {
      const count = numberAt(config, 'count');
      return (key) => ({
        keys: splitKeys(key, count),
        singleKeys: concat(split(key, count).map((k) => reshape(k, [1, 2]))),
      });
    }
    case 'jaxSplitHalves': {
      const count = numberAt(config, 'count');
      return (key) => ({ keys: reshape(bitsHalves(key, 2 * count), [count, 2]) });
    }
    case 'jaxFoldIn': {
      const data = numberAt(config, 'data');
      return (key) => ({ key: foldIn(key, data) });
    }
    default:
      return undefined;
  }
};

/** Random words under each scheme, bit for bit, whatever the file's tolerance. */
export const random: Check = async ({ config, inputs, expected }, { dtype, run }) => {
  const draw = drawOf(config);
  if (draw === undefined) return unsupported(`random function '${stringAt(config, 'function')}'`);
  const drawn = await run((key: Key, counter: Tensor | null) => draw(key, counter, dtype))(
    words(arrayAt(inputs, 'key')),
    inputs.counter === undefined ? null : words(arrayAt(inputs, 'counter')),
  );
  const actual = Object.fromEntries(
    Object.entries(drawn).map(([output, x]) => [output, x.dtype === 'int32' ? unsigned(x) : x]),
  );
  return compare(
    { ...exactFloats(expected), ...('singleKeys' in drawn ? { singleKeys: expected.keys! } : {}) },
    actual,
    { dtype, tolerance: { rtol: 0, atol: 0 } },
  );
};
