import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCsvFile } from '@puregrad/data/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CsvProblem,
  decodeConfig,
  decodeRecipe,
  parseSpace,
  readCsvChunks,
  trainingOptions,
} from './readers.ts';

const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

describe('a CSV file that is read in chunks', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'puregrad-chunks-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (content: string | Uint8Array): string => {
    const path = join(folder, 'a.csv');
    writeFileSync(path, content);
    return path;
  };
  const chunks = async (content: string | Uint8Array) => {
    const all: {
      readonly names: readonly string[];
      readonly cells: readonly (readonly string[])[];
    }[] = [];
    for await (const chunk of readCsvChunks(file(content), 2)) all.push(chunk);
    return { names: all[0]?.names, cells: all.flatMap(({ cells }) => cells) };
  };

  // Predictions are of these, models were trained on the others.
  it.each([
    [
      'a column without a name',
      ',a\n0,1\n1,2\n',
      ['column 1', 'a'],
      [
        ['0', '1'],
        ['1', '2'],
      ],
    ],
    [
      'semicolons and decimal commas',
      'a;b\n1,5;2,5\n3,5;4,5\n',
      ['a', 'b'],
      [
        ['1,5', '2,5'],
        ['3,5', '4,5'],
      ],
    ],
    ['empty lines first', '\n\na,b\n1,2\n', ['a', 'b'], [['1', '2']]],
    ['gaps in one column', 'a\n1\n\n2\n', ['a'], [['1'], [''], ['2']]],
    ['no end of the last line', 'a\n1\n2', ['a'], [['1'], ['2']]],
  ])('has the rows of the whole: %s', async (_, text, names, cells) => {
    expect(await chunks(text)).toEqual({ names, cells });
    const types = Object.fromEntries(names.map((name) => [name, 'category' as const]));
    const whole = await readCsvFile(file(text), { types, missing: 'keep' })();
    expect(whole).toMatchObject({
      right: { columns: names.map((name) => ({ name })), rows: cells.length },
    });
  });

  it.each([
    ['an open quote', 'a,b\n1,"2\n3,4\n', 'line 2: a quoted value does not end'],
    ['a quote that closes too early', 'a,b\n1,2\n1,"2"3\n', 'line 3: a quoted value does not end'],
    ['half a letter at the end', Uint8Array.of(0x61, 0x0a, 0xc3), 'not text in UTF-8'],
  ])('is refused for %s, as the whole is', async (_, content, message) => {
    await expect(chunks(content)).rejects.toThrow(message);
    await expect(chunks(content)).rejects.toThrow(CsvProblem);
    expect(await readCsvFile(file(content))()).toMatchObject({ _tag: 'Left' });
  });
});

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
