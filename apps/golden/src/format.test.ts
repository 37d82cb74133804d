import { describe, expect, test } from 'vitest';
import { parseGoldenFile, toTensor, toTensors } from './format.ts';

const file = (one: unknown, more: object = {}): string =>
  JSON.stringify({ file: 'x.json', cases: [one], ...more });
const empty = { name: 'a', config: {}, inputs: {}, expected: {} };

describe('parseGoldenFile', () => {
  test('reads cases and the tolerance', () => {
    const one = { ...empty, expected: { y: { shape: [2], data: [1, 2] }, low: null } };
    expect(parseGoldenFile(file(one, { tolerance: { rtol: 0, atol: 1e-9, rule: '' } }))).toEqual({
      _tag: 'Right',
      right: { file: 'x.json', tolerance: { rtol: 0, atol: 1e-9 }, cases: [one] },
    });
  });

  test('a file without tolerance has the usual one', () => {
    expect(parseGoldenFile(file(empty))).toMatchObject({
      right: { tolerance: { rtol: 1e-4, atol: 1e-6 } },
    });
  });

  test.each([
    ['{', /it is not JSON: /],
    ['', /it is not JSON: /],
    ['[]', /the file: expected an object/],
    ['{"cases":[]}', /file: expected a name, got nothing/],
    ['{"file":"x.json"}', /cases: expected a list/],
    [file(3), /cases\[0\]: expected an object, got 3/],
    [file({ ...empty, name: 1 }), /cases\[0\]\.name: expected a name, got 1/],
    [file({ name: 'a', config: {}, inputs: {} }), /case 'a': expected: expected an object/],
    [file({ ...empty, config: [] }), /case 'a': config: expected an object/],
    [JSON.stringify({ file: 'x', cases: [empty, empty] }), /two are called 'a'/],
    [file(empty, { tolerance: { rtol: '0' } }), /tolerance\.rtol/],
    [file(empty, { tolerance: { rtol: 0, atol: -1 } }), /tolerance\.atol/],
    [
      file({ ...empty, expected: { p: [{ k: { shape: [2, 2], data: [1, 2, 3] } }] } }),
      /case 'a': expected\.p\[0\]\.k: 3 numbers do not fill shape \[2, 2\]/,
    ],
    [
      file({ ...empty, inputs: { x: { shape: [-1], data: [] } } }),
      /case 'a': inputs\.x\.shape: expected a list of lengths/,
    ],
    [
      file({ ...empty, inputs: { x: { shape: [1], data: ['NaN'] } } }),
      /case 'a': inputs\.x\.data: expected a flat list of numbers/,
    ],
  ])('%s is malformed', (text, message) => {
    expect(parseGoldenFile(text)).toMatchObject({
      _tag: 'Left',
      left: expect.stringMatching(message),
    });
  });
});

test('toTensor keeps all digits in float64 and rounds in float32', () => {
  const array = { shape: [1, 1], data: [0.1] };
  expect(toTensor(array, 'float64').toArray()).toEqual([[0.1]]);
  expect(toTensor(array, 'float32').toArray()).toEqual([[Math.fround(0.1)]]);
});

test('toTensors replaces arrays and leaves the rest', () => {
  const tree = toTensors({ a: [{ k: { shape: [], data: [2] } }, {}], b: 'c' }, 'float64');
  expect(tree).toMatchObject({ a: [{ k: { shape: [], dtype: 'float64' } }, {}], b: 'c' });
});
