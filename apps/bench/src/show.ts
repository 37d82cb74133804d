import Table from 'cli-table3';
import type { Machine } from './machine.ts';
import type { Row } from './row.ts';

export interface Report {
  readonly machine: Machine;
  readonly engine: string;
  readonly rows: readonly Row[];
}

/** Three digits are as many as timings are good for; whole numbers stay whole. */
const digits = (value: number): string =>
  value.toLocaleString(
    'en-US',
    Math.abs(value) < 1000 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 },
  );

/** The report as text: the machine, and a table with a line for each piece of work. */
export const show = ({ machine, engine, rows }: Report): string => {
  const table = new Table({
    head: ['work', 'runs', 'median, ms', 'middle half, ms', ''],
    colAligns: ['left', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const { work, timing, figures } of rows)
    table.push([
      work,
      digits(timing.samples),
      digits(timing.median),
      timing.samples === 1 ? '' : `${digits(timing.lower)} – ${digits(timing.upper)}`,
      Object.entries(figures)
        .map(([unit, value]) => `${digits(value)} ${unit}`)
        .join(', '),
    ]);
  return [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; engine: ${engine}`,
    table.toString(),
  ].join('\n');
};
