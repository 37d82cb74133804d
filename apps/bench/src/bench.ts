import {
  comparisonOf,
  type Exclusion,
  isSlow,
  type Measurement,
  measure,
  type Row,
  startField,
  stopField,
} from './compare.ts';
import { benchGpu, type GpuReport } from './gpu.ts';
import { type Machine, machine } from './machine.ts';
import { type MemoryRow, memoryOf } from './memory.ts';
import { PEERS } from './show.ts';
import { findSubjects, referee, type Subject } from './subjects.ts';
import { timeToAccuracy } from './time-to-accuracy.ts';
import { growth, mnist, nameOf, step, type Work, works } from './works.ts';

export interface Report {
  readonly machine: Machine;
  readonly rows: readonly Row[];
  readonly exclusions: readonly Exclusion[];
  readonly memory: readonly MemoryRow[];
  /** Undefined if it was not requested, or without Chromium. */
  readonly gpu: GpuReport | undefined;
}

export interface BenchOptions {
  /** Which work, by name. */
  readonly only: RegExp;
  /** One short round of each. */
  readonly quick: boolean;
  /** On a page: by the graphics processor of this machine, not one of software. */
  readonly onDevice: boolean;
  /** For temporary files. */
  readonly folder: string;
}

/** Largest difference after three steps of Adam between sums in another order, or products fused or not. */
const TOLERANCE = 1e-3;

const tiny = step([4, 8, 3], 32);
const middle = step([784, 128, 10], 64);
const large = step([784, 512, 256, 10], 128);

/** What the parts of a benchmark share. */
interface Session extends BenchOptions {
  readonly say: (line: string) => void;
  readonly isWanted: (name: string) => boolean;
  readonly subjects: readonly Subject[];
  /** The rows and exclusions so far; each part adds its own. */
  readonly rows: Row[];
  readonly exclusions: Exclusion[];
}

/** Runs everything that is asked for, and tells `say` what it is doing. */
export const bench = async (
  options: BenchOptions,
  say: (line: string) => void,
): Promise<Report> => {
  const { subjects, pytorch } = findSubjects();
  if (pytorch === undefined)
    say('No Python with torch was found (PYTHON names one): there is no comparison with PyTorch.');
  const rows: Row[] = [];
  const exclusions: Exclusion[] = [];
  const isWanted = (name: string): boolean => options.only.test(name);
  const session: Session = { ...options, say, isWanted, subjects, rows, exclusions };

  await compareAll(session, works, subjects);
  const memory = options.quick ? [] : await growAndRemember(session);
  const gpu = await onPage(session);
  exclusions.push(...(gpu?.exclusions ?? []));
  return { machine: machine(pytorch), rows, exclusions, memory, gpu };
};

/** Times the works that are wanted and not yet timed, in several passes: a busy minute meets a work in one of them. */
const compareAll = async (
  { say, isWanted, quick, folder, rows, exclusions }: Session,
  list: readonly Work[],
  entrants: readonly Subject[],
): Promise<void> => {
  const known = new Set(rows.map(({ work }) => work));
  const left = list.filter((work) => isWanted(nameOf(work)) && !known.has(nameOf(work)));
  if (left.length === 0) return;
  const field = startField(referee, entrants);
  const { passes, ...options } = quick
    ? { passes: 1, rounds: 1, burstMs: 50 }
    : { passes: 3, rounds: 2, burstMs: 150 };
  const measurements: Measurement[] = [];
  try {
    for (let pass = 1; pass <= passes; pass++)
      for (const work of left) {
        say(`${nameOf(work)}${passes > 1 ? ` (${pass} of ${passes})` : ''}`);
        measurements.push(
          await measure(work, field, {
            ...options,
            folder,
            tolerance: TOLERANCE,
            isDone: (subject) => isSlow(measurements, nameOf(work), subject),
          }),
        );
      }
    const found = comparisonOf(measurements);
    rows.push(...found.rows);
    exclusions.push(...found.exclusions);
  } finally {
    stopField(field);
  }
};

/** Larger works, the time to an accuracy, and memory: by the best settings only. */
const growAndRemember = async (session: Session): Promise<readonly MemoryRow[]> => {
  const { subjects, rows } = session;
  const best = subjects.findLast(({ name }) => name === 'puregrad')!;
  const contenders = ['puregrad', 'jax-js', 'pytorch'].flatMap((name) =>
    name === 'puregrad' ? [best] : atTheirBest(subjects, name, rows),
  );
  await compareAll(session, [...growth.width, ...growth.batch], contenders);
  if (session.isWanted(nameOf(mnist))) await learnMnist(session, best);
  return session.isWanted('memory') ? memoryRows(session, best, contenders) : [];
};

const learnMnist = async (session: Session, best: Subject): Promise<void> => {
  const { say, subjects, folder, rows, exclusions } = session;
  say(nameOf(mnist));
  const variants = subjects.filter(
    ({ name, threads }) => name === 'puregrad' && threads === best.threads,
  );
  const peers = PEERS.flatMap((name) => atTheirBest(subjects, name, rows));
  const found = await timeToAccuracy(mnist, [...variants, ...peers], {
    folder,
    stepMs: ({ name }) =>
      rows.find(({ work, subject }) => work === nameOf(large) && subject === name)?.medianMs,
  });
  rows.push(...found.rows);
  exclusions.push(...found.exclusions);
};

const memoryRows = async (
  { say, folder }: Session,
  best: Subject,
  contenders: readonly Subject[],
): Promise<readonly MemoryRow[]> => {
  say('memory');
  const memory = [
    await memoryOf(tiny, best, 100_000, folder),
    await memoryOf(middle, best, 10_000, folder),
  ];
  for (const subject of contenders) memory.push(await memoryOf(large, subject, 20, folder));
  for (const work of growth.width) memory.push(await memoryOf(work, best, 20, folder));
  return memory;
};

/** Training steps on a page, by the GPU engine. */
const onPage = async ({
  say,
  isWanted,
  quick,
  folder,
  onDevice,
}: Session): Promise<GpuReport | undefined> => {
  const wanted = [tiny, middle, large].filter((work) => isWanted(`gpu ${nameOf(work)}`));
  if (wanted.length === 0) return undefined;
  const effort = quick
    ? { passes: 1, rounds: 1, burstMs: 50 }
    : { passes: 2, rounds: 3, burstMs: 500 };
  return benchGpu(wanted, { ...effort, folder, tolerance: TOLERANCE, onDevice }, say);
};

/** A peer with the setting that was fastest at the large step, or its first setting if that was not timed. */
const atTheirBest = (
  subjects: readonly Subject[],
  peer: string,
  rows: readonly Row[],
): readonly Subject[] => {
  const settings = subjects.filter(({ name }) => name === peer);
  const row = rows.find(({ work, subject }) => work === nameOf(large) && subject === peer);
  const best = settings.find(({ setting }) => setting === row?.setting) ?? settings[0];
  return best === undefined ? [] : [best];
};
