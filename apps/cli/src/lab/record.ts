import { availableParallelism } from 'node:os';
import { type Either, right } from 'fp-ts/lib/Either.js';
import * as z from 'zod';
import { type CliError, unusable } from '../errors.ts';
import { version } from '../version.ts';
import type { Experiment, Outcome } from './experiment.ts';

/** What is kept of an experiment: what it claims, what came out, and how to do it again. */
const recordSchema = z.object({
  name: z.string(),
  title: z.string(),
  claim: z.string(),
  source: z.string(),
  published: z.string(),
  ours: z.string(),
  verdict: z.enum(['reproduced', 'in part', 'not reproduced']),
  finding: z.string(),
  full: z.boolean(),
  seed: z.number(),
  seconds: z.number(),
  command: z.string(),
  versions: z.object({ puregrad: z.string(), node: z.string() }),
  processors: z.number(),
  figures: z.unknown(),
});

export type LabRecord = z.infer<typeof recordSchema>;

/** The record in the text of a file. */
export const decodeRecord = (path: string, text: string): Either<CliError, LabRecord> => {
  try {
    return right(recordSchema.parse(JSON.parse(text)));
  } catch {
    return unusable(
      `'${path}' is not a record of an experiment; remove it, or run the experiment again`,
    );
  }
};

/** The name of its files: the full setting stands beside the quick one. */
export const idOf = ({ name, full }: Pick<LabRecord, 'name' | 'full'>): string =>
  full ? `${name}-full` : name;

export const recordOf = (
  { name, title, claim, source, published }: Experiment,
  { ours, verdict, finding, figures }: Outcome,
  { full, seed, seconds }: Pick<LabRecord, 'full' | 'seed' | 'seconds'>,
): LabRecord => ({
  name,
  title,
  claim,
  source,
  published,
  ours,
  verdict,
  finding,
  full,
  seed,
  seconds,
  command: `puregrad lab ${name}${full ? ' --full' : ''}${seed === DEFAULT_SEED ? '' : ` --seed ${seed}`}`,
  versions: { puregrad: version, node: process.versions.node },
  processors: availableParallelism(),
  figures,
});

export const DEFAULT_SEED = 1;
