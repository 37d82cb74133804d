import { Presets, SingleBar } from 'cli-progress';
import type { OnProgress } from '../data/reading.ts';
import { count } from './describe-plan.ts';

/** Milliseconds after which there is a bar: files that are read faster need none. */
const PATIENCE = 500;

/** Work that reads a file, with a bar on the screen while it does; without a screen, only the work. */
export const whileReading = async <T>(
  screen: NodeJS.WriteStream | undefined,
  work: (onProgress: OnProgress) => Promise<T>,
): Promise<T> => {
  if (screen === undefined) return work(() => {});
  const bar = new SingleBar(
    {
      ...{ stream: screen, hideCursor: true, clearOnComplete: true, barsize: 24 },
      ...{ format: 'reading {bar} {percentage}% │ {rows} rows │ {eta_formatted} left' },
    },
    Presets.shades_classic,
  );
  const start = performance.now();
  try {
    return await work(({ bytes, total, rows }) => {
      // Standard input has no size, and its end is not known.
      if (total === undefined) return;
      if (bar.isActive) bar.update(bytes, { rows: count(rows) });
      else if (bytes < total && performance.now() - start > PATIENCE)
        bar.start(total, bytes, { rows: count(rows) });
    });
  } finally {
    bar.stop();
  }
};
