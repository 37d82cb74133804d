import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idxFolder } from '../testing/idx-folder.ts';
import { record } from '../testing/recorder.ts';

let folder: string;
let data: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-config-'));
  data = await idxFolder();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(data, { recursive: true });
});
const config = (content: unknown): string => {
  const path = join(folder, 'config.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const at = (name: string): string => join(folder, name);

it('a config file does what flags do, and flags come first', async () => {
  const file = config({
    data,
    hidden: [8, 6],
    epochs: 2,
    dropout: 0.1,
    batchNorm: true,
    augment: { shift: 1 },
    seed: 3,
  });
  const by = async (name: string, ...args: readonly string[]) => {
    expect((await record(['train', ...args, '--out', at(name), '--quiet'])).code).toBe(0);
    return readFileSync(at(name));
  };
  const flags = ['--hidden', '8,6', '--epochs', '2', '--dropout', '0.1', '--batch-norm'];
  const same = [...flags, '--augment', 'shift=1', '--data', data];
  expect((await by('a', '--config', file)).equals(await by('b', ...same, '--seed', '3'))).toBe(
    true,
  );
  const other = await by('c', '--config', file, '--seed', '4');
  expect(other.equals(await by('d', ...same, '--seed', '4'))).toBe(true);
});

it('techniques of training change what is learnt', async () => {
  const bytes = new Set<string>();
  for (const flags of [
    [],
    ['--l1', '0.001'],
    ['--label-smoothing', '0.1'],
    ['--noise', '0.1'],
    ['--augment', 'shift=1,rotation=5,zoom=0.1,elastic=8'],
    ['--sam', '0.05'],
  ]) {
    const args = ['train', data, '--hidden', '6', '--epochs', '2', '--out', at('x'), ...flags];
    expect((await record(args)).code).toBe(0);
    bytes.add(readFileSync(at('x')).toString('base64'));
  }
  expect(bytes.size).toBe(6);
  const plateau = await record(['train', data, '--hidden', '6', '--epochs', '2', '--plateau']);
  expect(plateau.code).toBe(0);
});

it.each([
  ['no JSON', '{', ['is not JSON']],
  ['no object', '[1]', ['must hold an object of options']],
  [
    'several mistakes, all at once',
    { epoch: 3, hidden: null, seed: 1 },
    ["there is no option 'epoch'", 'hidden must be a text'],
  ],
  ['values out of range, all at once', { epochs: -1, dropout: 2 }, ['--epochs', '--dropout']],
  ['a change of images unknown', { augment: { twist: 3 } }, ['--augment must be sizes']],
])('refuses %s', async (_, content, said) => {
  const { code, out, err } = await record(['train', '--config', config(content)]);
  expect({ code, out }).toEqual({ code: 2, out: [] });
  for (const text of said) expect(err.join('\n')).toContain(text);
});

it('refuses a config that is not there, and augmentations of tables', async () => {
  expect((await record(['train', '--config', at('none.json')])).err.join()).toContain(
    'there is no such file',
  );
  const { code, err } = await record([
    ...['train', 'penguins', '--target', 'species', '--augment', 'shift=2'],
  ]);
  expect(code).toBe(2);
  expect(err.join()).toContain('--augment changes images');
});
