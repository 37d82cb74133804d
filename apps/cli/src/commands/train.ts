import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isLeft } from 'fp-ts/lib/Either.js';
import type { ExitCode } from '../exit-code.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import {
  cleanRunFolder,
  createRunFolder,
  enterRun,
  lockedPathOf,
  openNewFolder,
  openRunFolder,
} from '../run-folder.ts';
import { refuse, type Terminal } from '../terminal.ts';
import { type RawOptions, trainRequest } from '../train-settings.ts';
import { performTraining } from '../training-run.ts';

/** Why nothing could be saved at `path` later; undefined where it can. Better now than after minutes. */
const savingProblem = async (flag: string, path: string): Promise<string | undefined> => {
  try {
    if ((await stat(path)).isDirectory()) return `${flag} '${path}' is a folder; name a file in it`;
  } catch {
    // No such file: the usual case.
  }
  try {
    await access(dirname(resolve(path)), constants.W_OK);
    return undefined;
  } catch {
    return `${flag} '${path}': its folder does not exist or cannot be written to`;
  }
};

/** `puregrad train`: loads, trains, saves, and judges the result. */
export const train = async (raw: RawOptions, terminal: Terminal): Promise<ExitCode> => {
  const parsed = trainRequest(raw);
  if (isLeft(parsed)) return refuse(terminal, ...parsed.left);
  const { out, report, run } = parsed.right;
  for (const [flag, path] of [['--out', out] as const, ['--report', report] as const]) {
    const problem = path === undefined ? undefined : await savingProblem(flag, path);
    if (problem !== undefined) return refuse(terminal, problem);
  }
  if (run === undefined) return performTraining(parsed.right, terminal);
  const opened = await openNewFolder(run);
  if (isLeft(opened)) return refuse(terminal, opened.left);
  return oneAtATime(terminal, { named: `--run '${run}'`, path: lockedPathOf(run) }, async () => {
    const folder = await createRunFolder(run, raw);
    if (isLeft(folder)) return refuse(terminal, folder.left);
    return performTraining(parsed.right, terminal, folder.right);
  });
};

/** `puregrad resume`: goes on with a run, as if it had never stopped. */
export const resume = async (path: string, terminal: Terminal): Promise<ExitCode> => {
  const found = await openRunFolder(path);
  if (isLeft(found)) return refuse(terminal, found.left);
  return oneAtATime(terminal, { named: `'${path}'`, path: lockedPathOf(path) }, async () => {
    // Again: another process may have gone on with it before the lock was free.
    const folder = await openRunFolder(path);
    if (isLeft(folder)) return refuse(terminal, folder.left);
    await cleanRunFolder(folder.right);
    const run = enterRun(folder.right);
    if (isLeft(run)) return refuse(terminal, ...run.left);
    return performTraining(run.right.request, terminal, run.right.folder);
  });
};
