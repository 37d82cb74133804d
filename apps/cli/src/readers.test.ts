import { describe, expect, it } from 'vitest';
import { decodeConfig, decodeRecipe, parseSpace, trainingOptions } from './readers.ts';

const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

it.each([
  ['nothing on a side', 'l2=..1'],
  ['three numbers', 'dropout=0..0.1..0.5'],
  ['hexadecimals', 'dropout=0x0..0x1'],
  ['whole numbers that are not safe', 'seed=1..1e39'],
])('a range to vary is refused for %s', (_, text) => {
  expect(parseSpace([text], trainingOptions)).toMatchObject({ _tag: 'Left' });
});

it('an option that is varied twice is refused: one of them would be lost', () => {
  expect(parseSpace(['l2=1e-3..1', 'l2=1e-6..1'], trainingOptions)).toMatchObject({
    left: { problems: [expect.stringContaining('varied already')] },
  });
});

it.each([
  ['a list of lists', '{ "hidden": [[8], [4]] }'],
  ['a list of objects', '{ "hidden": [{ "units": 8 }] }'],
  ['an object of objects', '{ "augment": { "shift": {} } }'],
  ['a list with null', '{ "hidden": [8, null] }'],
  ['an infinite number', '{ "hidden": 1e999 }'],
  ['a value nested more deeply than JSON can be written', `{ "hidden": ${deep} }`],
])('a config is refused for %s, without [object Object]', (_, text) => {
  const read = decodeConfig('a.json', text, trainingOptions);
  expect(read).toMatchObject({ _tag: 'Left' });
  expect(JSON.stringify(read)).not.toContain('[object');
});

describe("a model's note on its data", () => {
  const recipe = {
    task: 'classification',
    target: 'kind',
    classes: ['cat', 'dog'],
    inputs: {
      kind: 'table',
      encoding: {
        features: [{ name: 'size', kind: 'number' }],
        target: { name: 'kind', kind: 'classes', classes: ['cat', 'dog'] },
        unknown: 'error',
      },
    },
  };
  const decode = (changed: object) =>
    decodeRecipe('a.model', JSON.stringify({ ...recipe, ...changed }));

  it('is read', () => {
    expect(decode({})).toEqual({ _tag: 'Right', right: recipe });
  });

  it.each<[string, object]>([
    ['another target', { target: 'color' }],
    ['another task', { task: 'regression' }],
    ['other classes', { classes: ['dog', 'cat'] }],
    [
      'an encoding without a target, on which evaluate threw',
      { inputs: { kind: 'table', encoding: { features: [], unknown: 'error' } } },
    ],
  ])('is damaged for %s than its encoding has', (_, changed) => {
    expect(decode(changed)).toMatchObject({
      left: { message: expect.stringContaining('is damaged') },
    });
  });

  it('is damaged where it is nested more deeply than JSON can be written', () => {
    const text = JSON.stringify(recipe).replace('"features":[', `"features":[${deep},`);
    expect(decodeRecipe('a.model', text)).toMatchObject({ _tag: 'Left' });
  });
});
