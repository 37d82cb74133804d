import { isTensor, tensor } from '@puregrad/tensors';
import type { Kind } from './call.ts';

/** Values that almost no argument accepts; created again for each attempt. */
export const wrongValues: { readonly [name: string]: () => unknown } = {
  undefined: () => undefined,
  null: () => null,
  NaN: () => Number.NaN,
  Infinity: () => Infinity,
  '-1': () => -1,
  '0.5': () => 0.5,
  '2 ** 31': () => 2 ** 31,
  '2 ** 53': () => 2 ** 53,
  '-1e308': () => -1e308,
  "'1'": () => '1',
  "'abc'": () => 'abc',
  "''": () => '',
  true: () => true,
  "Symbol('s')": () => Symbol('s'),
  '1n': () => 1n,
  '() => 1': () => () => 1,
  '() => undefined': () => () => undefined,
  '() => []': () => () => [],
  '() => ({})': () => () => ({}),
  '() => tensor([[1, 2]])': () => () => tensor([[1, 2]]),
  'async () => 1': () => async () => 1,
  '[]': () => [],
  '[1, 2]': () => [1, 2],
  '[[1], 2]': () => [[1], 2],
  '[undefined]': () => [undefined],
  '[,]': () => new Array(1),
  '{}': () => ({}),
  'Object.create(null)': () => Object.create(null),
  '{ length: 2 }': () => ({ length: 2 }),
  '{ constructor: null }': () => ({ constructor: null }),
  'new Map()': () => new Map(),
  'new Date(0)': () => new Date(0),
  'Promise.resolve(1)': () => Promise.resolve(1),
  'new Proxy({}, {})': () => new Proxy({}, {}),
  'new Float32Array(2)': () => new Float32Array(2),
  'tensor([1, 2])': () => tensor([1, 2]),
  "tensor([[[-1]]], { dtype: 'int32' })": () => tensor([[[-1]]], { dtype: 'int32' }),
};

export const kindOf = (value: unknown): Kind | 'other' => {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (isTensor(value)) return 'tensor';
  if (Array.isArray(value)) return 'array';
  if (ArrayBuffer.isView(value)) return 'typed array';
  if (Number.isNaN(value)) return 'NaN';
  const kind = typeof value;
  return kind === 'bigint' || kind === 'symbol' || kind === 'undefined' ? 'other' : kind;
};
