import { rmSync } from 'node:fs';
import { writeData } from './compare.ts';
import { startSubject } from './subject-process.ts';
import type { Subject } from './subjects.ts';
import { nameOf, type Work } from './works.ts';

/** The memory of a subject's process while it works. */
export interface MemoryRow {
  readonly work: string;
  readonly subject: Subject['name'];
  /** The number of steps between `before` and `after`. */
  readonly steps: number;
  /** Live bytes, garbage collected, typed arrays included; null where the language doesn't say. */
  readonly before: number | null;
  readonly after: number | null;
  /** The most that the process ever had resident. */
  readonly peak: number;
}

const WARM_UP_STEPS = 1000;
const TIMEOUT_SECONDS = 300;

/** Runs the work in a fresh process, and looks at its memory before and after. */
export const memoryOf = async (
  work: Work,
  subject: Subject,
  steps: number,
  folder: string,
): Promise<MemoryRow> => {
  const data = await writeData(work, folder);
  const process = startSubject(subject);
  const ask: typeof process.ask = async (request, seconds) => {
    const reply = await process.ask(request, seconds);
    const { error, unsupported } = reply;
    if (error !== undefined || unsupported !== undefined)
      throw new Error(`${subject.name}, ${nameOf(work)}: ${error ?? unsupported}`);
    return reply;
  };
  const run = (most: number) => ask({ run: { milliseconds: 1e9, most } }, TIMEOUT_SECONDS);
  try {
    await ask({ prepare: work, data }, TIMEOUT_SECONDS);
    await run(Math.min(steps, WARM_UP_STEPS));
    const before = await ask({ memory: true }, TIMEOUT_SECONDS);
    await run(steps);
    const after = await ask({ memory: true }, TIMEOUT_SECONDS);
    return {
      work: nameOf(work),
      subject: subject.name,
      steps,
      before: before.heapBytes ?? null,
      after: after.heapBytes ?? null,
      peak: after.peakBytes!,
    };
  } finally {
    process.stop();
    rmSync(data, { force: true });
  }
};
