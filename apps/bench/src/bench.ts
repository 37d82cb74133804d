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

/** Sums in another order, and products fused or not, differ by so much after three steps of Adam. */
const TOLERANCE = 1e-3;

const tiny = step([4, 8, 3], 32);
const middle = step([784, 128, 10], 64);
const large = step([784, 512, 256, 10], 128);

/** Runs everything that is asked for; `say` hears what is going on. */
export const bench = async (
  { only, quick, onDevice, folder }: BenchOptions,
  say: (line: string) => void,
): Promise<Report> => {
  const wanted = (name: string): boolean => only.test(name);
  const { subjects, pytorch } = findSubjects();
  if (pytorch === undefined)
    say('No Python with torch was found (PYTHON names one): there is no comparison with PyTorch.');
  const rows: Row[] = [];
  const exclusions: Exclusion[] = [];
  const memory: MemoryRow[] = [];

  const compareAll = async (list: readonly Work[], entrants: readonly Subject[]): Promise<void> => {
    const known = new Set(rows.map(({ work }) => work));
    const left = list.filter((work) => wanted(nameOf(work)) && !known.has(nameOf(work)));
    if (left.length === 0) return;
    const field = startField(referee, entrants);
    // A busy minute of the machine meets a work in one pass, not in all.
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

  await compareAll(works, subjects);
  if (!quick) {
    const best = subjects.findLast(({ name }) => name === 'puregrad')!;
    const contenders = ['puregrad', 'jax-js', 'pytorch'].flatMap((name) =>
      name === 'puregrad' ? [best] : atTheirBest(subjects, name, rows),
    );
    await compareAll([...growth.width, ...growth.batch], contenders);
    if (wanted(nameOf(mnist))) {
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
    }
    if (wanted('memory')) {
      say('memory');
      memory.push(await memoryOf(tiny, best, 100_000, folder));
      memory.push(await memoryOf(middle, best, 10_000, folder));
      for (const subject of contenders) memory.push(await memoryOf(large, subject, 20, folder));
      for (const work of growth.width) memory.push(await memoryOf(work, best, 20, folder));
    }
  }
  const onPage = [tiny, middle, large].filter((work) => wanted(`gpu ${nameOf(work)}`));
  const gpu =
    onPage.length === 0
      ? undefined
      : await benchGpu(
          onPage,
          {
            ...(quick
              ? { passes: 1, rounds: 1, burstMs: 50 }
              : { passes: 2, rounds: 3, burstMs: 500 }),
            folder,
            tolerance: TOLERANCE,
            onDevice,
          },
          say,
        );
  exclusions.push(...(gpu?.exclusions ?? []));
  return { machine: machine(pytorch), rows, exclusions, memory, gpu };
};

/** A peer with the setting that was fastest at the large step; its first where that was not timed. */
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
