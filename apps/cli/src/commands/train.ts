import { isLeft } from 'fp-ts/lib/Either.js';
import type { ExitCode } from '../exit-code.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { RawOptions } from '../options/request.ts';
import { trainRequest } from '../options/train/train-options.ts';
import { savingProblem } from '../output/saving-problem.ts';
import {
  cleanRunFolder,
  createRunFolder,
  enterRun,
  lockedPathOf,
  openNewFolder,
  openRunFolder,
} from '../run-folder.ts';
import { refuse, type Terminal } from '../terminal.ts';
import { performTraining } from '../training-run.ts';

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
