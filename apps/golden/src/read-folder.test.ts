import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFolder } from './read-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'puregrad-golden-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

test('reads the *.json files by name and nothing else', async () => {
  await write('b.json', '{"file":"random.json","cases":[]}');
  await write('a.json', '{"file":"mlp.json","cases":[]}');
  await write('README.md', '# numbers');
  const files = await readFolder(folder)();
  expect(files).toMatchObject({ right: [{ file: 'mlp.json' }, { file: 'random.json' }] });
});

test('a missing folder, and one without files', async () => {
  expect(await readFolder(join(folder, 'none'))()).toMatchObject({
    left: [expect.stringContaining(`cannot read the folder ${join(folder, 'none')}`)],
  });
  expect(await readFolder(folder)()).toMatchObject({
    left: [expect.stringContaining('no *.json files')],
  });
});

test('every malformed file is named', async () => {
  await write('a.json', '{');
  await write('b.json', '{"file":"mlp.json","cases":[]}');
  await write('c.json', '{"file":"mlp.json"}');
  expect(await readFolder(folder)()).toMatchObject({
    left: [
      expect.stringContaining(`${join(folder, 'a.json')}: it is not JSON`),
      expect.stringContaining(`${join(folder, 'c.json')}: cases: expected a list`),
    ],
  });
});
