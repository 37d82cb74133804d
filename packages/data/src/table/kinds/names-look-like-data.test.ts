import { expect, test } from 'vitest';
import { namesLookLikeData } from './names-look-like-data.ts';

const below = (...columns: readonly (readonly string[])[]) =>
  columns.map((texts, i) => ({ name: `${i}`, texts, counts: texts.map(() => 1) }));

test.each<[string, readonly string[], readonly (readonly string[])[], string]>([
  [
    'numbers',
    ['5.0', '3.1', 'setosa'],
    [['5.1'], ['3.2'], ['virginica']],
    '"5.0" and "3.1" are numbers',
  ],
  ['one number', ['34', 'alice'], [['25'], ['bob']], '"34" is a number'],
  [
    'a value of its column',
    ['red', 'x'],
    [['blue', 'red'], ['y']],
    '"red" is a value of its column',
  ],
  [
    'values in equal steps',
    ['1', '2'],
    [
      ['1', '5'],
      ['2', '6'],
    ],
    '"1" and "2" are values of their columns',
  ],
  ['numbers for people', ['$1,000', 'x'], [['$2,000'], ['y']], '"$1,000" is a number'],
])('%s among the names are said to look like data', (_, names, columns, why) => {
  expect(namesLookLikeData(names, below(...columns))).toContain(
    `because the name${why.includes(' are ') ? 's' : ''} ${why}; pass --no-header`,
  );
});

test.each<[string, readonly string[]]>([
  ['words', ['size', 'color']],
  ['years', ['country', '2018', '2020', '2021']],
  ['one year', ['country', '2020']],
  ['counted columns', ['0', '1', '2', '3']],
  ['a name without text', ['', 'x']],
])('%s are names', (_, names) => {
  expect(namesLookLikeData(names, below(...names.map(() => ['7', 'z', ''])))).toBeUndefined();
});
