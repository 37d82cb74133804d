import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileError } from '@puregrad/data/node';
import type { Axes, Network } from '@puregrad/layers';
import type { Optimizer } from '@puregrad/optimizers';
import type { Checkpoint } from '@puregrad/trainer';
import {
  datasetDigest,
  loadCheckpoint,
  previousOf,
  removeStaleTemporaries,
  saveCheckpoint,
  writeFileAtomically,
} from '@puregrad/trainer/node';
import { type Either, isLeft, isRight, left, right } from 'fp-ts/lib/Either.js';
import * as z from 'zod';
import type { TrainingData } from './data/training-types.ts';
import { type CliError, type UsageError, unusable } from './errors.ts';
import type { RawOptions } from './options/request.ts';
import { type TrainRequest, trainRequest } from './options/train/train-options.ts';

/** A run that can be resumed, and its options as they were given. */
export interface RunFolder {
  readonly path: string;
  readonly options: RawOptions;
  /** The folder that paths among the options start from. */
  readonly cwd: string;
  /** Of the data: other data are another run. */
  readonly fingerprint: string | undefined;
}

const FILE = 'run.json';
const CHECKPOINT = 'checkpoint.safetensors';

const schema = z.object({
  format: z.literal('puregrad run 1'),
  options: z.record(z.string(), z.union([z.string(), z.boolean()])),
  cwd: z.string(),
  fingerprint: z.string().optional(),
});

/** Checkpoints have digests too, but not of the test rows, and the first is not there from the start. */
const fingerprintOf = ({ train, validation, test }: TrainingData): string =>
  [train, validation, ...(test === undefined ? [] : [test])]
    .map((part) => datasetDigest(part))
    .join('-');

/** What to lock while a run is under way. */
export const lockedPathOf = (path: string): string => join(path, 'run');

const isLock = (name: string): boolean => name.startsWith('run.lock');

const isTaken = (path: string): string =>
  `--run '${path}' is not empty; name another folder, or continue with puregrad resume ${path}`;

/** Makes the folder of a run. A folder with other files is left alone. */
export const openNewFolder = async (path: string): Promise<Either<CliError, undefined>> => {
  try {
    await mkdir(path, { recursive: true });
    const names = await readdir(path);
    const areOurs = names.every((name) => isLock(name) || name.startsWith(`${FILE}.`));
    return areOurs || names.includes(FILE) ? right(undefined) : unusable(isTaken(path));
  } catch (error) {
    return unusable(`--run '${path}' cannot be made: ${(error as Error).message}`);
  }
};

/** Begins a run in a new folder, which is locked. */
export const createRunFolder = async (
  path: string,
  options: RawOptions,
): Promise<Either<CliError, RunFolder>> => {
  // A run that was killed in its first write has left nothing else, and nothing is lost.
  await removeStaleTemporaries(join(path, FILE), { areOthersLocked: true });
  if ((await readdir(path)).some((name) => !isLock(name))) return unusable(isTaken(path));
  const folder: RunFolder = { path, options, cwd: process.cwd(), fingerprint: undefined };
  return saveRun(folder);
};

const saveRun = async (folder: RunFolder): Promise<Either<CliError, RunFolder>> => {
  const { path, options, cwd, fingerprint } = folder;
  const text = JSON.stringify(
    { format: 'puregrad run 1', options, cwd, fingerprint },
    undefined,
    2,
  );
  const saved = await writeFileAtomically(join(path, FILE), new TextEncoder().encode(text))();
  return isLeft(saved) ? saved : right(folder);
};

/** The run in the text of a folder's file. */
export const decodeRun = (path: string, text: string): Either<CliError, RunFolder> => {
  try {
    const { options, cwd, fingerprint } = schema.parse(JSON.parse(text));
    return right({ path, options, cwd, fingerprint });
  } catch {
    return unusable(`'${join(path, FILE)}' is damaged; start the run again in another folder`);
  }
};

/** The run in a folder. */
export const openRunFolder = async (path: string): Promise<Either<CliError, RunFolder>> => {
  let text: string;
  try {
    text = await readFile(join(path, FILE), 'utf8');
  } catch (error) {
    const failure = fileError('read', join(path, FILE), error);
    return failure._tag === 'FileNotFound'
      ? unusable(`'${path}' does not hold a run; train with --run ${path} first`)
      : left(failure);
  }
  return decodeRun(path, text);
};

/** Removes what a killed process left in a folder, which is locked. */
export const cleanRunFolder = async ({ path }: RunFolder): Promise<void> => {
  for (const file of [FILE, CHECKPOINT, previousOf(CHECKPOINT)])
    await removeStaleTemporaries(join(path, file), { areOthersLocked: true });
};

/** A kept run, and what was asked for then. */
export interface KeptRun {
  readonly folder: RunFolder;
  readonly request: TrainRequest;
}

/** Changes to the folder where a run was started, because paths among its options are relative to it. */
export const enterRun = (found: RunFolder): Either<UsageError, KeptRun> => {
  const folder = { ...found, path: resolve(found.path) };
  if (folder.cwd !== process.cwd()) process.chdir(folder.cwd);
  const request = trainRequest(folder.options);
  return isLeft(request) ? request : right({ folder, request: request.right });
};

/** Records the data of a new run, or checks that they have not changed. */
export const requireSameData = async (
  folder: RunFolder,
  data: TrainingData,
): Promise<Either<CliError, RunFolder>> => {
  const fingerprint = fingerprintOf(data);
  if (folder.fingerprint === undefined) return saveRun({ ...folder, fingerprint });
  return folder.fingerprint === fingerprint
    ? right(folder)
    : unusable(`the data have changed since the run in '${folder.path}' began; start another run`);
};

/** The last checkpoint of a run; undefined if it has not saved any. */
export const checkpointOf = async (
  { path }: RunFolder,
  run: { readonly network: Network<Axes, Axes>; readonly optimizer: Optimizer },
): Promise<Either<CliError, Checkpoint | undefined>> => {
  const file = join(path, CHECKPOINT);
  const names = await readdir(path);
  if (!names.includes(CHECKPOINT)) return right(undefined);
  const last = await loadCheckpoint(file, run)();
  if (isRight(last)) return last;
  const previous = await loadCheckpoint(previousOf(file), run)();
  return isRight(previous) ? previous : last;
};

/** Saves checkpoints in a folder, at most one in the given milliseconds. */
export const checkpointKeeper = ({ path }: RunFolder, everyMs: number) => {
  let latest: Checkpoint | undefined;
  let saved: Checkpoint | undefined;
  let last = performance.now();
  const save = async (): Promise<void> => {
    if (latest === undefined || latest === saved) return;
    const written = await saveCheckpoint(join(path, CHECKPOINT), latest)();
    if (isLeft(written)) throw new Error(written.left.message);
    saved = latest;
    last = performance.now();
  };
  return {
    offer: async (checkpoint: Checkpoint): Promise<void> => {
      latest = checkpoint;
      if (performance.now() - last >= everyMs) await save();
    },
    /** The last that was offered. */
    save,
  };
};
