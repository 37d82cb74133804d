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

/** A subject that agrees with the referee, and its times. */
interface Timed<S> {
  readonly subject: S;
  readonly process: SubjectProcess;
  readonly times: number[];
}

interface Excluded<S> {
  readonly subject: S;
  readonly reason: string;
}

/** Gives all subjects the same data. Those that disagree with the referee are excluded; the others are timed in turns. */
export const measure = async <S>(
  work: Work,
  { referee, entrants }: Field<S>,
  { rounds, burstMs, folder, tolerance, isDone = () => false }: MeasureOptions<S>,
): Promise<Measurement<S>> => {
  const excluded: Excluded<S>[] = [];
  const data = await writeData(work, folder);
  try {
    // Nothing is dropped while results are compared.
    const certain = 'dropoutRate' in work ? { ...work, dropoutRate: 0 } : work;
    const truth = await referee.ask({ prepare: certain, data }, PREPARE_SECONDS);
    if (truth.check === undefined)
      throw new Error(`${nameOf(work)}: the referee failed: ${truth.error}`);
    const timed: Timed<S>[] = [];
    for (const { subject, process } of entrants) {
      if (isDone(subject)) continue;
      const reason = await reasonToExclude(
        process,
        { work, certain, data, tolerance },
        truth.check,
      );
      if (reason === undefined) timed.push({ subject, process, times: [] });
      else excluded.push({ subject, reason });
    }
    excluded.push(...(await timeInTurns(timed, rounds, burstMs)));
    const out = new Set(excluded.map(({ subject }) => subject));
    return {
      work: nameOf(work),
      timed: timed.filter(({ subject }) => !out.has(subject)),
      excluded,
    };
  } finally {
    rmSync(data, { force: true });
  }
};

/** Why a subject cannot be timed; undefined if it agrees with the referee. */
const reasonToExclude = async (
  process: SubjectProcess,
  {
    work,
    certain,
    data,
    tolerance,
  }: {
    readonly work: Work;
    readonly certain: Work;
    readonly data: string;
    readonly tolerance: number;
  },
  truth: Parameters<typeof disagreement>[1],
): Promise<string | undefined> => {
  const { check, unsupported, error } = await process.ask(
    { prepare: certain, data },
    PREPARE_SECONDS,
  );
  const difference = check === undefined ? undefined : disagreement(check, truth);
  if (difference === undefined) return unsupported ?? error ?? 'it gave no result';
  if (difference > tolerance)
    return `its result differs by ${difference.toPrecision(2)}: ${check} is not ${truth}`;
  if (certain === work) return undefined;
  // It still has the work without dropout: timing that would be timing other work.
  const prepared = await process.ask({ prepare: work, data }, PREPARE_SECONDS);
  return prepared.unsupported ?? prepared.error;
};

/** Adds times to each subject, a burst of each in turn; the subjects that failed. */
const timeInTurns = async <S>(
  timed: readonly Timed<S>[],
  rounds: number,
  burstMs: number,
): Promise<readonly Excluded<S>[]> => {
  const burst = async ({ process }: Timed<S>) =>
    process.ask({ run: { milliseconds: burstMs, most: MOST_RUNS } }, PREPARE_SECONDS);
  for (const entrant of timed) await burst(entrant); // Warms up.
  const failed = new Map<S, string>();
  for (let round = 0; round < rounds; round++)
    for (const entrant of timed) {
      if (failed.has(entrant.subject) || isEnough(entrant.times)) continue;
      const { times, error } = await burst(entrant);
      if (times !== undefined) entrant.times.push(...times);
      else failed.set(entrant.subject, error ?? 'it gave no times');
    }
  return [...failed].map(([subject, reason]) => ({ subject, reason }));
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
