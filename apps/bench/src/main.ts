import { cpus } from 'node:os';
import Table from 'cli-table3';
import type { Row } from './row.ts';
import { matmulRows } from './workloads/matmul.ts';
import { mnistRows } from './workloads/mnist.ts';
import { tinyRows } from './workloads/tiny.ts';

const milliseconds = (value: number): string =>
  value.toLocaleString('en-US', { maximumSignificantDigits: 3 });

const show = (rows: readonly Row[]): string => {
  const table = new Table({
    head: ['work', 'median, ms', 'middle half, ms', ''],
    colAligns: ['left', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const { work, timing, notes } of rows)
    table.push([
      work,
      milliseconds(timing.median),
      timing.samples === 1 ? '' : `${milliseconds(timing.lower)} – ${milliseconds(timing.upper)}`,
      notes.join(', '),
    ]);
  return table.toString();
};

const [cpu] = cpus();
const machine = { cpu: cpu?.model.trim(), cores: cpus().length, node: process.version };
const rows = [...tinyRows(), ...matmulRows(), ...(await mnistRows())];
if (process.argv.includes('--json'))
  console.log(JSON.stringify({ machine, engine: 'reference', rows }));
else {
  console.log(
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; the reference engine, one thread`,
  );
  console.log(show(rows));
}
