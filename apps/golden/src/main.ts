import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultEngine } from '@puregrad/tensors';
import { inTurn } from './in-turn.ts';
import { readFolder } from './read-folder.ts';
import { count, runFile } from './run.ts';
import { show } from './show.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The folder named on the command line; else the shared one next to the repository; else our copy. */
const chooseFolder = (argument: string | undefined): readonly [folder: string, why: string] => {
  if (argument !== undefined) return [resolve(argument), 'as asked'];
  const shared = resolve(root, '../shared/fixtures');
  return existsSync(shared)
    ? [shared, 'shared']
    : [resolve(root, 'apps/golden/fixtures'), 'the copy in this repository'];
};

const main = async (args: readonly string[]): Promise<number> => {
  if (args.length > 1 || args[0]?.startsWith('-')) {
    console.error('Usage: node apps/golden/dist/main.mjs [DIR]');
    return 2;
  }
  const [folder, why] = chooseFolder(args[0]);
  console.log(`Golden numbers: ${folder} (${why})`);
  console.log(`Compiled float32: ${defaultEngine().description}`);
  const files = await readFolder(folder)();
  if (files._tag === 'Left') {
    for (const problem of files.left) console.error(problem);
    return 2;
  }
  const reports = await inTurn(files.right, (file) => runFile(file));
  console.log(show(reports));
  return count(reports).failed > 0 ? 1 : 0;
};

process.exitCode = await main(process.argv.slice(2));
