import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { orThrow } from '../errors.ts';
import { writeText } from '../output/text-file.ts';
import { version } from '../version.ts';
import { drawChart } from './chart.ts';
import type { Experiment, Lab } from './experiment.ts';
import { experiments } from './experiments/index.ts';
import { experimentPage, overviewPage } from './pages.ts';
import { openParts } from './parts.ts';
import { decodeRecord, idOf, type LabRecord, recordOf } from './record.ts';

export interface Setting extends Pick<Lab, 'full' | 'seed' | 'digits' | 'tell' | 'signal'> {
  /** Where results are kept. */
  readonly folder: string;
}

/** Runs one experiment and keeps what it found: numbers, chart and page. */
export const runExperiment = async (
  experiment: Experiment,
  { folder, ...setting }: Setting,
): Promise<LabRecord> => {
  const { full, seed } = setting;
  await mkdir(folder, { recursive: true });
  const id = idOf({ name: experiment.name, full });
  const parts = await openParts(join(folder, `${id}.parts`), `${id} ${seed} ${version}`);
  const start = performance.now();
  const outcome = await experiment.run({ ...setting, part: parts.part });
  const seconds = parts.earlierSeconds + (performance.now() - start) / 1000;
  const record = recordOf(experiment, outcome, {
    full,
    seed,
    seconds: Math.round(seconds * 10) / 10,
  });
  const write = (end: string, text: string) => writeText(join(folder, id + end), text);
  await write('.svg', await drawChart(outcome.chart));
  await write('.md', experimentPage(record));
  await write('.json', `${JSON.stringify(record, null, 1)}\n`);
  await writeOverview(folder);
  await parts.discard();
  return record;
};

/**
 * All records of a folder, in the order of the lecture, the quick setting first.
 *
 * @throws Error that names a record that is damaged.
 */
export const readRecords = async (folder: string): Promise<readonly LabRecord[]> => {
  const files = new Set(await readdir(folder));
  const records = experiments.flatMap(({ name }) =>
    [false, true]
      .map((full) => `${idOf({ name, full })}.json`)
      .filter((file) => files.has(file))
      .map(async (file) => {
        const path = join(folder, file);
        return orThrow(decodeRecord(path, await readFile(path, 'utf8')));
      }),
  );
  return Promise.all(records);
};

const writeOverview = async (folder: string): Promise<void> =>
  writeText(join(folder, 'README.md'), overviewPage(await readRecords(folder)));
