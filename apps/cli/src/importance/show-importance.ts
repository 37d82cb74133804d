import type { Importance } from '@puregrad/metrics/importance';
import { maximum } from '../extremes.ts';
import { colors } from '../output/colors.ts';
import { noteOf } from './importance.ts';

const BAR = 24;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of eighths of a character. */
const barOf = (share: number): string => {
  const eighths = Math.round(8 * BAR * Math.max(0, share));
  return '█'.repeat(eighths >> 3) + EIGHTHS[eighths % 8]!;
};

/** A line for each column: its name, a bar, and the drop with its spread. */
export const showImportances = (groups: readonly Importance[]): readonly string[] => {
  const widest = maximum(groups.map(({ name }) => name.length));
  const most = maximum(groups.map(({ mean }) => mean));
  const digits = (value: number): string => value.toFixed(4);
  const widestMean = maximum(groups.map(({ mean }) => digits(mean).length));
  return groups.map((one) => {
    const { name, mean, std } = one;
    const bar = barOf(most > 0 ? mean / most : 0).padEnd(BAR);
    const note = noteOf(one);
    const text = `${name.padEnd(widest)}  ${colors.cyan(bar)}  ${digits(mean).padStart(widestMean)} ± ${digits(std)}`;
    return note === '' ? text : `${text}  ${colors.dim(note)}`;
  });
};
