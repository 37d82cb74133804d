import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tensor } from '@puregrad/tensors';
import { encodeTensors } from '@puregrad/trainer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from './testing/recorder.ts';

let folder: string;
const start = process.cwd();
const at = (name: string): string => join(folder, name);
const files: Readonly<Record<string, string | Uint8Array>> = {
  'good.csv': `a,b,y\n${Array.from({ length: 40 }, (_, i) => `${i},${(7 * i) % 5},${i % 2 ? 'no' : 'yes'}`).join('\n')}\n`,
  'new.csv': 'a,b\n1,2\n3,4\n',
  'empty.csv': '',
  'header.csv': 'a,b,y\n',
  'one-row.csv': 'a,b,y\n1,2,yes\n',
  'ragged.csv': 'a,b,y\n1,2,yes\n3,4\n5,6,no\n',
  'twice.csv': 'a,a,y\n1,2,yes\n3,4,no\n5,6,no\n',
  'unclosed.csv': 'a,b,y\n1,"2,yes\n3,4,no\n',
  'one-class.csv': `a,y\n${Array.from({ length: 20 }, (_, i) => `${i},yes`).join('\n')}\n`,
  'words-number.csv': `a,b,y\n${Array.from({ length: 40 }, (_, i) => `${i},x${i},${i % 2 ? 'no' : 'yes'}`).join('\n')}\n`,
  'no-b.csv': 'a,y\n1,yes\n2,no\n',
  'words.csv': 'a,b,y\none,2,yes\ntwo,4,no\n',
  'other-label.csv': 'a,b,y\n1,2,maybe\n',
  'picture.png': new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]),
  'bad.npz': new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]),
  'bad-idx3-ubyte': new Uint8Array([0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3]),
  'torn.safetensors': new Uint8Array([9, 0, 0, 0, 0, 0, 0, 0, 0x7b]),
  'foreign.safetensors': encodeTensors({ tensors: { w: tensor([1, 2]) }, metadata: {} }),
  'broken.json': '{ "epochs": 5, ',
  'list.json': '[1, 2]',
  'unknown.json': '{ "epoch": 5, "dropuot": 0.2 }',
  'wrong.json': '{ "epochs": "many", "dropout": 2 }',
};

const trainOn = (data: string, ...args: readonly string[]) => [
  ...['train', data, '--out', 'bad.safetensors', '--epochs', '1'],
  ...(args.length === 0 ? ['--target', 'y'] : args),
];

const train = (...args: readonly string[]) => [...trainOn('good.csv'), ...args];

/** What is wrong, the command, and what is said about it. */
const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['no such command', ['trian'], /unknown command 'trian'.*train/],
  ['no such flag', train('--epoch', '3'), /unknown option '--epoch'.*--epochs/],
  ['a flag without its value', train('--hidden'), /--hidden.*argument missing/],
  ['a missing argument', ['evaluate'], /missing required argument 'model'/],
  ['too many arguments', ['inspect', 'a', 'b'], /too many arguments/],
  [
    'epochs that are no number',
    train('--epochs', 'ten'),
    /--epochs must be a whole number from 1, got 'ten'/,
  ],
  ['no epochs', train('--epochs', '0'), /--epochs must be/],
  ['a negative rate', train('--learning-rate', '-1'), /--learning-rate must be a number above 0/],
  ['a rate that is not finite', train('--learning-rate', 'Infinity'), /--learning-rate must be/],
  ['a dropout of 1', train('--dropout', '1'), /--dropout must be a number from 0/],
  ['widths with a gap', train('--hidden', '32,,16'), /--hidden must be widths from 1/],
  ['an unknown activation', train('--activation', 'rectify'), /--activation must be one of relu,/],
  ['an unknown optimizer', train('--optimizer', 'adma'), /--optimizer must be one of adam,/],
  ['an unknown initializer', train('--init', 'he'), /--init must be one of heNormal/],
  ['an unknown task', train('--task', 'clustering'), /--task must be one of/],
  ['a share of 1 to test by', train('--test', '1.5'), /--test must be a file, or a share/],
  ['augmentation without a size', train('--augment', 'shift'), /--augment must be sizes/],
  ['augmentation of a table', train('--augment', 'shift=2'), /augment.*images/],
  ['a seed that is no whole number', train('--seed', '1.5'), /--seed must be a whole number/],
  ['a batch of 0', train('--batch-size', '0'), /--batch-size must be/],
  [
    'a model in a folder that is not there',
    ['train', 'good.csv', '--target', 'y', '--out', 'nowhere/m.safetensors'],
    /--out 'nowhere.*folder does not exist/,
  ],
  [
    'a model in place of a folder',
    ['train', 'good.csv', '--target', 'y', '--out', '.'],
    /--out '\.' is a folder/,
  ],
  [
    'a run in the place of a file',
    ['train', 'good.csv', '--target', 'y', '--run', 'good.csv/run'],
    /--run 'good\.csv\/run' cannot be made/,
  ],
  [
    'predictions in a folder that is not there',
    ['predict', 'good.safetensors', 'new.csv', '--out', 'nowhere/p.csv'],
    /--out 'nowhere\/p\.csv': its folder does not exist/,
  ],
  [
    'the state of a search in a folder that is not there',
    ['search', 'good.csv', '--target', 'y', '--state', 'nowhere/state.json'],
    /--state 'nowhere\/state\.json'.*no such file or folder/,
  ],
  ['a file that is not there', trainOn('missing.csv'), /missing\.csv.*there is no such file/],
  ['a file of another kind', trainOn('picture.png'), /picture\.png.*(csv|\.csv)/],
  ['an empty file', trainOn('empty.csv'), /empty\.csv.*(empty|no )/],
  ['a header alone', trainOn('header.csv'), /header\.csv.*rows/],
  ['a single row', trainOn('one-row.csv'), /one-row\.csv.*row/],
  ['a row that is too short', trainOn('ragged.csv'), /ragged\.csv.*(row|line) [23].*2/],
  ['a column twice', trainOn('twice.csv'), /twice\.csv.*"a"; rename/],
  ['a quote that is never closed', trainOn('unclosed.csv'), /unclosed\.csv.*quote/i],
  ['one class', trainOn('one-class.csv'), /yes|one class|two classes/],
  ['no target', ['train', 'good.csv', '--epochs', '1'], /--target.*a, b, y/],
  ['a target that is no column', trainOn('good.csv', '--target', 'z'), /'z'.*a, b, y/],
  ['regression of words', train('--task', 'regression'), /'?y'?.*numbers|regression/],
  ['a damaged npz', trainOn('bad.npz'), /bad\.npz/],
  ['a damaged IDX file', trainOn('bad-idx3-ubyte'), /bad-idx3-ubyte/],
  ['a config that is not there', train('--config', 'missing.json'), /missing\.json.*no such file/],
  ['a config that is no JSON', train('--config', 'broken.json'), /broken\.json.*JSON/],
  ['a config that is a list', train('--config', 'list.json'), /list\.json.*object/],
  ['a config with unknown names', train('--config', 'unknown.json'), /dropuot/],
  ['a config with wrong values', train('--config', 'wrong.json'), /dropout/],
  ['a run to resume that is not there', ['resume', 'nowhere'], /nowhere/],
  ['a run to resume that is a file', ['resume', 'good.csv'], /good\.csv/],
  [
    'a model that is not there',
    ['evaluate', 'missing.safetensors'],
    /missing\.safetensors.*no such file/,
  ],
  ['a model that is torn', ['evaluate', 'torn.safetensors'], /torn\.safetensors/],
  ['a model of somebody else', ['evaluate', 'foreign.safetensors'], /foreign\.safetensors/],
  ['a table as a model', ['predict', 'good.csv', 'new.csv'], /good\.csv/],
  ['test data without a column', ['evaluate', 'good.safetensors', 'no-b.csv'], /'?b'?/],
  [
    'test data with words for numbers',
    ['evaluate', 'good.safetensors', 'words.csv'],
    /words\.csv.*(row|line) \d.*one/,
  ],
  [
    'test data without the target',
    ['evaluate', 'good.safetensors', 'new.csv'],
    /new\.csv' has no y, which an evaluation needs/,
  ],
  ['test data of another class', ['evaluate', 'good.safetensors', 'other-label.csv'], /maybe/],
  [
    'rows to predict that are not there',
    ['predict', 'good.safetensors', 'missing.csv', '--out', 'p.csv'],
    /missing\.csv': there is no such file/,
  ],
  [
    'rows to predict without a column',
    ['predict', 'good.safetensors', 'no-b.csv', '--out', 'p.csv'],
    /no-b\.csv.*b/,
  ],
  [
    'rows to predict that are torn',
    ['predict', 'good.safetensors', 'ragged.csv', '--out', 'p.csv'],
    /ragged\.csv.*(row|line)/,
  ],
  ['something that is no safetensors file', ['inspect', 'good.csv'], /good\.csv/],
  [
    'a search over nothing known',
    ['search', 'good.csv', '--target', 'y', '--vary', 'depth=1|2'],
    /depth/,
  ],
  [
    'a range that is none',
    ['search', 'good.csv', '--target', 'y', '--vary', 'l2=0.1..0.01'],
    /l2=0\.1\.\.0\.01/,
  ],
  [
    'an unknown method of search',
    ['search', 'good.csv', '--target', 'y', '--method', 'bayes'],
    /--method must be.*halving/,
  ],
  [
    'a search without trials',
    ['search', 'good.csv', '--target', 'y', '--trials', '0'],
    /--trials must be/,
  ],
  ['an experiment that is none', ['lab', 'vanish'], /'vanish'.*vanishing/],
];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-bad-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(at(name), content);
  process.chdir(folder);
  const { code } = await record([
    'train',
    'good.csv',
    '--target',
    'y',
    '--epochs',
    '1',
    '--out',
    'good.safetensors',
  ]);
  expect(code).toBe(0);
});
afterAll(() => {
  process.chdir(start);
  rmSync(folder, { recursive: true });
});

describe(`${cases.length} kinds of bad input: one clear line, exit code 2, nothing written`, () => {
  it.each(cases)('%s', async (_, args, expected) => {
    const before = readdirSync(folder);
    const { code, out, err } = await record(args);
    expect(err.join('\n')).toMatch(expected);
    for (const line of err) expect(line).toMatch(/^puregrad: \S[^\n]*$/);
    expect(out).toEqual([]);
    expect(code).toBe(2);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('tells all mistakes of flags at once, a line for each', async () => {
    const { err } = await record(train('--dropout', '2', '--hidden', '0', '--optimizer', 'x'));
    expect(err).toHaveLength(3);
  });
});
