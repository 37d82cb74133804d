import { writeFileAtomically } from '@puregrad/trainer/node';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import type { CliError } from '../errors.ts';
import { version } from '../version.ts';
import { pageOf } from './page.ts';
import { reportOf } from './report.ts';
import type { ReportedRun } from './reported-run.ts';

/** Writes a report of a run: one page that needs nothing else. */
export const writeReport = async (
  path: string,
  run: ReportedRun,
): Promise<Either<CliError, void>> => {
  const page = await pageOf(await reportOf(run), {
    puregrad: version,
    Node: process.versions.node,
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
  });
  const written = await writeFileAtomically(path, new TextEncoder().encode(page))();
  return isLeft(written) ? written : right(undefined);
};
