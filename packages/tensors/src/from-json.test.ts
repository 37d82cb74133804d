import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compile, fromJSON, mul, type Tensor, tensor, zeros } from './index.ts';

const right = (json: unknown): unknown => {
  const result = fromJSON(json);
  if (result._tag === 'Left') throw new Error(result.left.message);
  return result.right;
};

describe('bug: JSON.stringify lost the elements of tensors', () => {
  it('dtype, shape and elements are in the text', () => {
    expect(JSON.stringify(tensor([[0.5], [2]]))).toBe(
      '{"dtype":"float32","shape":[2,1],"data":[0.5,2]}',
    );
  });

  it('what JSON has no numbers for is written as text', () => {
    const x = tensor([Number.NaN, Infinity, -Infinity, -0, 0]);
    expect(JSON.stringify(x)).toBe(
      '{"dtype":"float32","shape":[5],"data":["NaN","Infinity","-Infinity","-0",0]}',
    );
    expect(right(JSON.stringify(x))).toStrictEqual(x);
  });

  it('trees survive, of results that are in a program’s memory too', () => {
    const double = compile((x: Tensor) => mul(x, 2));
    const tree = {
      params: { dense1: { kernel: double(tensor([[1, 2]])), bias: zeros([2]) } },
      state: [{ step: tensor(3, { dtype: 'int32' }) }, 'text', null, true, 1.5],
    };
    expect(right(JSON.stringify(tree))).toStrictEqual(tree);
    expect(right(JSON.parse(JSON.stringify(tree)))).toStrictEqual(tree);
    expect(right(structuredClone(tree.params.dense1.kernel.toJSON()))).toStrictEqual(
      tensor([[2, 4]]),
    );
  });

  it('every element comes back, bit for bit', () => {
    const tensors = fc.oneof(
      fc.float32Array().map((data) => tensor(data)),
      fc.float64Array().map((data) => tensor(data)),
      fc.int32Array().map((data) => tensor(data)),
      fc.constantFrom([], [0, 3], [2, 0], [1, 1, 1]).map((shape) => zeros(shape)),
    );
    fc.assert(
      fc.property(fc.array(tensors), (tree) => {
        expect(right(JSON.stringify(tree))).toStrictEqual(tree);
      }),
    );
  });
});

test('a key called __proto__ stays a key', () => {
  const tree = right('{"__proto__":{"dtype":"int32","shape":[],"data":[1]}}') as object;
  expect(Object.keys(tree)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(tree)).toBe(Object.prototype);
});

const of = (parts: object): string =>
  JSON.stringify({ w: [{ dtype: 'float32', shape: [2], data: [1, 2], ...parts }] });
const cycle: unknown[] = [];
cycle.push(cycle);

test.each<[string, unknown, string]>([
  ['no JSON', '{', 'fromJSON: the root is not a JSON text: '],
  ['nothing', '', 'fromJSON: the root is not a JSON text: '],
  ['a lost element', of({ data: [1] }), "'w[0]' has 1 elements, which do not fill shape [2]"],
  ['too many elements', of({ data: [1, 2, 3] }), 'has 3 elements, which do not fill shape [2]'],
  [
    'no elements',
    of({ data: undefined }),
    "'w[0]' has a dtype and a shape, and so must have a list",
  ],
  ['elements as a text', of({ data: '12' }), 'must have a list `data`'],
  ['something beside', of({ extra: 1 }), 'must have a list `data`, and nothing else'],
  ['a shape that is none', of({ shape: 2 }), 'has shape 2, where lengths'],
  ['a negative length', of({ shape: [-2] }), 'has shape [-2], where lengths'],
  ['half a length', of({ shape: [0.5] }), 'has shape [0.5], where lengths'],
  ['a length of null', of({ shape: [null] }), 'has shape [null], where lengths'],
  ['a length as text', of({ shape: ['2'] }), 'has shape ["2"], where lengths'],
  ['a huge length', of({ shape: [2 ** 53, 0], data: [] }), 'has shape [9007199254740992,0]'],
  ['huge lengths', of({ shape: [2 ** 50, 2 ** 50] }), 'has 2 elements, which do not fill'],
  [
    'a dtype nested more deeply than JSON can be written',
    { dtype: JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`), shape: [], data: [] },
    // Shown where JSON can write it.
    'has dtype ',
  ],
  ['a cycle as a shape', { dtype: 'int32', shape: cycle, data: [] }, 'has shape what JSON cannot'],
  ['an unknown dtype', of({ dtype: 'float16' }), 'has dtype "float16", where float32'],
  ['a dtype of all objects', of({ dtype: 'constructor' }), 'has dtype "constructor"'],
  ['a null', of({ data: [1, null] }), 'has null as element 1, which is not a float32 value'],
  ['a truth value', of({ data: [1, true] }), 'has true as element 1'],
  ['a number as a text', of({ data: [1, '2'] }), 'has "2" as element 1'],
  ['a list', of({ data: [1, [2]] }), 'has [2] as element 1'],
  [
    'a fraction',
    of({ dtype: 'int32', data: [1, 1.5] }),
    'has 1.5 as element 1, which is not an int32 value',
  ],
  ['an int33', of({ dtype: 'int32', data: [2 ** 31, 1] }), 'has 2147483648 as element 0'],
  ['NaN of int32', of({ dtype: 'int32', data: ['NaN', 1] }), 'has "NaN" as element 0'],
  [
    'a number beyond float32',
    of({ data: [1e39, 1] }),
    'has 1e+39 as element 0, which is not a float32 value',
  ],
  [
    'a number beyond float64',
    '{"dtype":"float64","shape":[1],"data":[1e999]}',
    'has null as element 0',
  ],
  ['deep lists', `${'['.repeat(5000)}${']'.repeat(5000)}`, 'is nested too deeply'],
  ['deep objects', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, 'is nested too deeply'],
  ['a cycle', cycle, 'is nested too deeply'],
  ['a map', new Map(), 'is a object that no JSON text gives'],
  ['a function', { f: Math.sin }, "'f' is a function that no JSON text gives"],
  ['a bigint', [1n], "'[0]' is a bigint that no JSON text gives"],
  ['a bigint as an element', { dtype: 'int32', shape: [1], data: [1n] }, 'has 1n as element 0'],
  // biome-ignore lint/suspicious/noSparseArray: what is tried.
  ['a hole', { dtype: 'int32', shape: [2], data: [1, ,] }, 'has undefined as element 1'],
  // biome-ignore lint/suspicious/noSparseArray: what is tried.
  ['a hole in a shape', { dtype: 'int32', shape: [1, ,], data: [1] }, 'where lengths'],
])('%s is refused', (_, json, message) => {
  const result = fromJSON(json);
  expect(result).toMatchObject({
    _tag: 'Left',
    left: { _tag: 'InvalidTensorJson', message: expect.stringContaining(message) },
  });
});

test('any JSON gives a value or a reason', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('dtype', 'shape', 'data'), (value, key) => {
      for (const json of [value, { dtype: 'float32', shape: [1], data: [1], [key]: value }])
        expect(['Left', 'Right']).toContain(fromJSON(JSON.stringify(json))._tag);
    }),
  );
});
