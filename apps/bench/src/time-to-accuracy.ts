import { rmSync } from 'node:fs';
import { type Comparison, type Exclusion, type Row, rowOf, writeData } from './compare.ts';
import { startSubject } from './subject-process.ts';
import type { Subject } from './subjects.ts';
import { type Mnist, nameOf } from './works.ts';

/** Nobody is waited for longer. */
const LIMIT_SECONDS = 120;

const TRAINING_IMAGES = 60_000;
/** Subjects that are too slow for this number are not tried. */
const FEWEST_EPOCHS = 3;

export interface TimeToAccuracyOptions {
  readonly folder: string;
  /** The time of a subject's step, if it is known: subjects that are too slow are not tried. */
  readonly stepMs: (subject: Subject) => number | undefined;
}

/** Trains with each subject in turn, once: how long it took to the accuracy, evaluations included. */
export const timeToAccuracy = async (
  work: Mnist,
  subjects: readonly Subject[],
  { folder, stepMs }: TimeToAccuracyOptions,
): Promise<Comparison> => {
  const name = nameOf(work);
  const rows: Row[] = [];
  const exclusions: Exclusion[] = [];
  const data = await writeData(work, folder);
  try {
    for (const subject of subjects) {
      const exclude = (reason: string): void => {
        exclusions.push({ work: name, subject: subject.name, reason });
      };
      const epochSeconds =
        ((stepMs(subject) ?? 0) * Math.floor(TRAINING_IMAGES / work.batch)) / 1000;
      if (FEWEST_EPOCHS * epochSeconds > LIMIT_SECONDS) {
        exclude(
          `an epoch would take ${epochSeconds.toFixed(0)} s; ${LIMIT_SECONDS} s are all it has`,
        );
        continue;
      }
      const process = startSubject(subject);
      const prepared = await process.ask({ prepare: work, data }, LIMIT_SECONDS);
      const { seconds, accuracy, epochs, error } =
        prepared.check === undefined
          ? { ...prepared, error: prepared.unsupported ?? prepared.error }
          : await process.ask({ train: { limitSeconds: LIMIT_SECONDS } }, 2 * LIMIT_SECONDS);
      process.stop();
      if (seconds !== undefined && accuracy! >= work.target) {
        const ms = 1000 * seconds;
        rows.push(rowOf(name, subject, { medianMs: ms, minMs: ms, maxMs: ms }));
      } else exclude(error ?? `${accuracy} after ${epochs} epochs and ${seconds?.toFixed(0)} s`);
    }
  } finally {
    rmSync(data, { force: true });
  }
  return { rows, exclusions };
};
