import { type Exclusion, isSlow, type Measurement, measure } from './compare.ts';
import { findBrowser, openBenchPage, type PageSubject } from './in-browser.ts';
import { type Timing, timingOf } from './statistics.ts';
import { startSubject } from './subject-process.ts';
import { referee } from './subjects.ts';
import { nameOf, type Step } from './works.ts';

/** The time of a step on a page, for one way of running it. */
export interface GpuRow extends Timing, PageSubject {
  readonly work: string;
  /** The number of kernels of a step; null for the default engine, which runs it as one program. */
  readonly kernels: number | null;
}

export interface GpuReport {
  /** The devices that WebGPU and WebGL run on. */
  readonly device: string;
  readonly rows: readonly GpuRow[];
  readonly exclusions: readonly Exclusion[];
}

/** The modes of the GPU engine, the default engine, and the backends of TensorFlow.js. */
export const pageSubjects: readonly PageSubject[] = [
  ...['webgpu', 'webgl2', 'webgl', 'webasm', 'cpu', 'wasm'].map(
    (mode) => ({ name: 'puregrad', mode }) as const,
  ),
  ...['webgpu', 'webgl'].map((mode) => ({ name: 'tfjs', mode }) as const),
];

export interface GpuOptions {
  readonly passes: number;
  readonly rounds: number;
  readonly burstMs: number;
  readonly folder: string;
  readonly tolerance: number;
  /** On the graphics processor of this machine, not one of software. */
  readonly onDevice: boolean;
}

/** Times training steps on one page of Chromium, in turns; undefined without Chromium. */
export const benchGpu = async (
  works: readonly Step[],
  { passes, onDevice, ...options }: GpuOptions,
  say: (line: string) => void,
): Promise<GpuReport | undefined> => {
  const browser = findBrowser();
  if (browser === undefined) {
    say('There is no Chromium here (CHROMIUM names one): the GPU engine was not timed.');
    return undefined;
  }
  const page = await openBenchPage(browser, options.folder, { onDevice });
  const judge = startSubject(referee);
  const entrants = pageSubjects.map((subject) => ({ subject, process: page.start(subject) }));
  const measurements: Measurement<PageSubject>[] = [];
  const kernels = new Map<string, number>();
  try {
    for (const work of works)
      for (let pass = 1; pass <= passes; pass++) {
        const name = nameOf(work);
        say(`${name} on a page${passes > 1 ? ` (${pass} of ${passes})` : ''}`);
        const measured = await measure(
          work,
          { referee: judge, entrants },
          { ...options, isDone: (subject) => isSlow(measurements, name, subject) },
        );
        measurements.push(measured);
        for (const { subject } of measured.timed)
          if (pass === 1 && subject.mode !== 'wasm') {
            const { process } = entrants.find((entrant) => entrant.subject === subject)!;
            const { kernels: count } = await process.ask({ kernels: true }, 120);
            if (count !== undefined) kernels.set(keyOf(name, subject), count);
          }
      }
  } finally {
    judge.stop();
    await page.close();
  }
  return {
    device: page.device,
    rows: rowsOf(works, measurements, kernels),
    exclusions: exclusionsOf(measurements),
  };
};

/** A row for each work and each subject that was timed and never excluded. */
const rowsOf = (
  works: readonly Step[],
  measurements: readonly Measurement<PageSubject>[],
  kernels: ReadonlyMap<string, number>,
): readonly GpuRow[] =>
  works.map(nameOf).flatMap((work) =>
    pageSubjects.flatMap((subject): readonly GpuRow[] => {
      const of = measurements.filter((one) => one.work === work);
      const times = of.flatMap(({ timed }) =>
        timed.flatMap((one) => (one.subject === subject ? one.times : [])),
      );
      if (
        times.length === 0 ||
        of.some(({ excluded }) => excluded.some((one) => one.subject === subject))
      )
        return [];
      const count = kernels.get(keyOf(work, subject)) ?? null;
      return [{ work, ...subject, kernels: count, ...timingOf(times) }];
    }),
  );

const exclusionsOf = (measurements: readonly Measurement<PageSubject>[]): GpuReport['exclusions'] =>
  measurements.flatMap(({ work, excluded }) =>
    excluded.map(({ subject: { name, mode }, reason }) => ({
      work: `${work} on a page`,
      subject: `${name} ${mode}`,
      reason,
    })),
  );

const keyOf = (work: string, { name, mode }: PageSubject): string => `${work} ${name} ${mode}`;
