import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSafetensors } from './safetensors.ts';
import { disagreement, fastest, type Timing, timingOf } from './statistics.ts';
import { type Command, type SubjectProcess, startSubject } from './subject-process.ts';
import type { Subject } from './subjects.ts';
import { dataOf } from './work-data.ts';
import { nameOf, type Work } from './works.ts';

/** One line of the report. */
export interface Row extends Timing {
  readonly work: string;
  readonly subject: Subject['name'];
  readonly threads: number | null;
  readonly variant: Subject['variant'];
  readonly setting: string;
}

/** A subject that was not timed, and why. */
export interface Exclusion {
  readonly work: string;
  readonly subject: string;
  readonly reason: string;
}

/** The times of each subject that agreed, run by run, and the subjects that were not timed. */
export interface Measurement<S = Subject> {
  readonly work: string;
  readonly timed: readonly { readonly subject: S; readonly times: readonly number[] }[];
  readonly excluded: readonly { readonly subject: S; readonly reason: string }[];
}

export interface MeasureOptions<S = Subject> {
  /** Each subject runs this often, in turn with all others. */
  readonly rounds: number;
  /** Who has been timed enough, and need not prepare the work again. */
  readonly isDone?: (subject: S) => boolean;
  /** The length of a burst of runs. */
  readonly burstMs: number;
  /** Where data for the subjects are put. */
  readonly folder: string;
  /** The largest relative difference of a result from the referee's. */
  readonly tolerance: number;
}

export interface Comparison {
  readonly rows: readonly Row[];
  readonly exclusions: readonly Exclusion[];
}

const PREPARE_SECONDS = 120;
const MOST_RUNS = 2000;
/** Who has been timed for two seconds by so few runs is not asked again. */
const ENOUGH_MS = 2000;
const FEW_RUNS = 10;

/** Subjects that have been started, to be asked work after work. */
export interface Field<S = Subject> {
  readonly referee: SubjectProcess;
  readonly entrants: readonly { readonly subject: S; readonly process: SubjectProcess }[];
}

export const startField = (referee: Command, subjects: readonly Subject[]): Field => ({
  referee: startSubject(referee),
  entrants: subjects.map((subject) => ({ subject, process: startSubject(subject) })),
});

export const stopField = ({ referee, entrants }: Field): void => {
  for (const process of [referee, ...entrants.map(({ process }) => process)]) process.stop();
};

export const rowOf = (
  work: string,
  { name: subject, threads, variant, setting }: Subject,
  timing: Timing,
): Row => ({ work, subject, threads, variant, setting, ...timing });

/** Writes what the work starts from into a file for the subjects, and gives its path. */
export const writeData = async (work: Work, folder: string): Promise<string> => {
  const path = join(folder, 'data.safetensors');
  writeFileSync(path, '');
  for (const part of encodeSafetensors(await dataOf(work)))
    writeFileSync(path, part, { flag: 'a' });
  return path;
};

const isEnough = (times: readonly number[]): boolean =>
  times.length <= FEW_RUNS && times.reduce((sum, time) => sum + time, 0) > ENOUGH_MS;

/** Whether a subject is so slow at a work that its measurements are enough. */
export const isSlow = <S>(
  measurements: readonly Measurement<S>[],
  work: string,
  subject: S,
): boolean =>
  measurements.some(
    (one) =>
      one.work === work &&
      one.timed.some((entrant) => entrant.subject === subject && isEnough(entrant.times)),
  );

/** Gives all the same data; who disagrees with the referee is out, who agrees is timed in turns. */
export const measure = async <S>(
  work: Work,
  { referee, entrants }: Field<S>,
  { rounds, burstMs, folder, tolerance, isDone = () => false }: MeasureOptions<S>,
): Promise<Measurement<S>> => {
  const name = nameOf(work);
  const excluded: { readonly subject: S; readonly reason: string }[] = [];
  const exclude = (subject: S, reason: string): void => {
    excluded.push({ subject, reason });
  };
  const data = await writeData(work, folder);
  try {
    // Nothing is dropped while results are compared.
    const certain = 'dropoutRate' in work ? { ...work, dropoutRate: 0 } : work;
    const truth = await referee.ask({ prepare: certain, data }, PREPARE_SECONDS);
    if (truth.check === undefined) throw new Error(`${name}: the referee failed: ${truth.error}`);

    const timed: { subject: S; process: SubjectProcess; times: number[] }[] = [];
    for (const { subject, process } of entrants) {
      if (isDone(subject)) continue;
      const { check, unsupported, error } = await process.ask(
        { prepare: certain, data },
        PREPARE_SECONDS,
      );
      const difference = check === undefined ? undefined : disagreement(check, truth.check);
      if (difference === undefined) exclude(subject, unsupported ?? error ?? 'it gave no result');
      else if (difference > tolerance)
        exclude(
          subject,
          `its result differs by ${difference.toPrecision(2)}: ${check} is not ${truth.check}`,
        );
      else {
        const again =
          certain === work
            ? undefined
            : await process.ask({ prepare: work, data }, PREPARE_SECONDS);
        // It still has the work without dropout: timing that would be timing other work.
        const failure = again?.unsupported ?? again?.error;
        if (failure === undefined) timed.push({ subject, process, times: [] });
        else exclude(subject, failure);
      }
    }
    const burst = async ({ process }: (typeof timed)[number]) =>
      process.ask({ run: { milliseconds: burstMs, most: MOST_RUNS } }, PREPARE_SECONDS);
    for (const entrant of timed) await burst(entrant); // Warms up.
    const failed = new Set<S>();
    for (let round = 0; round < rounds; round++)
      for (const entrant of timed) {
        if (failed.has(entrant.subject) || isEnough(entrant.times)) continue;
        const { times, error } = await burst(entrant);
        if (times !== undefined) entrant.times.push(...times);
        else {
          failed.add(entrant.subject);
          exclude(entrant.subject, error ?? 'it gave no times');
        }
      }
    return { work: name, timed: timed.filter(({ subject }) => !failed.has(subject)), excluded };
  } finally {
    rmSync(data, { force: true });
  }
};

/** Measurements at several moments as one table: who was excluded once is not in it. */
export const comparisonOf = (measurements: readonly Measurement[]): Comparison => {
  const works = [...new Set(measurements.map(({ work }) => work))];
  const comparisons = works.map((work): Comparison => {
    const moments = measurements.filter((measurement) => measurement.work === work);
    const excluded = moments.flatMap((moment) => moment.excluded);
    const out = new Set(excluded.map(({ subject }) => subject));
    const reasons = new Map(
      excluded.map(({ subject: { name: subject }, reason }) => [
        `${subject}: ${reason}`,
        { work, subject, reason },
      ]),
    );
    const times = new Map<Subject, readonly number[]>();
    for (const { timed } of moments)
      for (const one of timed)
        times.set(one.subject, [...(times.get(one.subject) ?? []), ...one.times]);
    const rows = [...times]
      .filter(([subject]) => !out.has(subject))
      .map(([subject, all]) => rowOf(work, subject, timingOf(all)));
    return { rows: fastestOfEach(rows), exclusions: [...reasons.values()] };
  });
  return {
    rows: comparisons.flatMap(({ rows }) => rows),
    exclusions: comparisons.flatMap(({ exclusions }) => exclusions),
  };
};

/** Of a peer that runs with several settings, the one that is best at the work. */
const fastestOfEach = (rows: readonly Row[]): readonly Row[] =>
  rows.filter((row) => {
    const settings = rows.filter(({ subject }) => subject === row.subject);
    return row.subject === 'puregrad' || row === fastest(settings);
  });
