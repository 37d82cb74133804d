import type { ChartRows } from './messages.ts';

/** A chart in words: each curve by its first, least, greatest and last value. */
export const describeChart = (rows: ChartRows): string => {
  const [x, ...names] = Object.keys(rows[0] ?? {});
  const [first, last] = [rows[0], rows.at(-1)];
  if (x === undefined || first === undefined || last === undefined) return 'An empty chart.';
  const curves = names.map((name) => {
    const values = rows.map((row) => row[name]!);
    const [least, greatest] = [Math.min(...values), Math.max(...values)];
    return `${name} starts at ${short(first[name]!)}, lies between ${short(least)} and ${short(greatest)}, and ends at ${short(last[name]!)}.`;
  });
  return `Line chart over ${x} from ${short(first[x]!)} to ${short(last[x]!)}. ${curves.join(' ')}`;
};

const short = (value: number): string => String(Number(value.toPrecision(3)));
