import type { EpochReport } from '@puregrad/trainer';
import { colors } from './colors.ts';

/** About this many rows are shown of a long run. */
const MAX_ROWS = 25;

/** A table with a row for each epoch, or for some of many. */
export interface EpochTable {
  readonly head: (epochs: number) => void;
  readonly add: (epoch: EpochReport) => void;
  /** The epoch that was added last is the best so far. */
  readonly improve: (epoch: number) => void;
  /** Writes the row of the last epoch, which waits until it is known whether it is the best. */
  readonly flush: (isLast?: boolean) => void;
}

const rowOf = (columns: readonly string[], cells: readonly string[]): string =>
  cells.map((cell, i) => cell.padStart(Math.max(7, columns[i]!.length))).join('  ');

const cellsOf = (
  { epoch, training, validation, seconds }: EpochReport,
  main: string,
): readonly string[] => [
  String(epoch),
  training.loss.toFixed(4),
  (training.metrics[main] ?? Number.NaN).toFixed(4),
  validation?.loss.toFixed(4) ?? '',
  validation?.metrics[main]?.toFixed(4) ?? '',
  `${seconds.toFixed(1)} s`,
];

/** Writes the table with `say`; `main` is the metric that counts. */
export const epochTable = (say: (line: string) => void, main: string): EpochTable => {
  const columns = ['epoch', 'loss', main, 'val loss', `val ${main}`, 'time'];
  /** Every n-th epoch has a row. */
  let every = 1;
  let last: EpochReport | undefined;
  /** The best epoch since the last row. */
  let best: number | undefined;
  const flush = (isLast = false): void => {
    if (last === undefined || (last.epoch > 3 && last.epoch % every !== 0 && !isLast)) return;
    const mark =
      best === undefined ? '' : best === last.epoch ? 'best so far' : `best so far: epoch ${best}`;
    say(`${rowOf(columns, cellsOf(last, main))}  ${colors.green(mark)}`.trimEnd());
    last = undefined;
    best = undefined;
  };
  return {
    head: (epochs) => {
      every = Math.ceil(epochs / MAX_ROWS);
      say(colors.dim(rowOf(columns, columns)));
    },
    add: (epoch) => {
      last = epoch;
    },
    improve: (epoch) => {
      best = epoch;
      flush();
    },
    flush,
  };
};
