import { mkdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { writeFileAtomically } from '@puregrad/trainer/node';
import type { Report } from './bench.ts';
import { chartsOf } from './charts.ts';
import { pageOf } from './page.ts';

const write = async (path: string, text: string): Promise<void> => {
  const written = await writeFileAtomically(path, new TextEncoder().encode(text))();
  if (written._tag === 'Left') throw new Error(written.left.message);
};

/** The times alone, for programs. */
export const writeJson = (path: string, { rows, gpu }: Report): Promise<void> => {
  const times = [
    ...rows,
    ...(gpu?.rows ?? []).map(({ work, name, mode, ...row }) => ({
      ...row,
      work: `gpu ${work}`,
      subject: `${name} ${mode}`,
      threads: null,
      variant: null,
    })),
  ].map(({ work, subject, threads, variant, medianMs, minMs, maxMs }) => ({
    work,
    subject,
    threads,
    variant,
    medianMs,
    minMs,
    maxMs,
  }));
  return write(path, `${JSON.stringify(times, undefined, 2)}\n`);
};

/** A page with its charts, in a folder of its name next to it. */
export const writePage = async (path: string, report: Report): Promise<void> => {
  const pictures = basename(path, extname(path));
  const folder = join(dirname(path), pictures);
  const charts = await chartsOf(report.rows, report.memory);
  if (charts.length > 0) mkdirSync(folder, { recursive: true });
  for (const { file, svg } of charts) await write(join(folder, file), `${svg}\n`);
  const date = new Date().toISOString().slice(0, 10);
  await write(path, pageOf(report, charts, { pictures, date }));
};
