import Table from 'cli-table3';
import type { Exclusion, Row } from './compare.ts';
import type { GpuReport, GpuRow } from './gpu.ts';
import type { PageSubject } from './in-browser.ts';
import type { MemoryRow } from './memory.ts';
import { fastest } from './statistics.ts';

/** Three digits are as many as timings are good for. */
export const digits = (value: number): string =>
  value.toLocaleString(
    'en-US',
    Math.abs(value) < 1000 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 },
  );

export const bytes = (value: number): string =>
  value < 1e6 ? `${digits(value / 1e3)} KB` : `${digits(value / 1e6)} MB`;

export const PEERS = ['jax-js', 'tfjs-wasm', 'tfjs-cpu', 'brain.js', 'pytorch'] as const;

/** Every piece of work with our best time and everybody else's, as how often ours fits into it. */
export interface Line {
  readonly work: string;
  readonly own: Row;
  readonly peers: Readonly<Record<string, Row | undefined>>;
}

export const linesOf = (rows: readonly Row[]): readonly Line[] =>
  [...new Set(rows.map(({ work }) => work))].flatMap((work) => {
    const of = (name: string) => rows.filter((row) => row.work === work && row.subject === name);
    const own = fastest(of('puregrad'));
    if (own === undefined) return [];
    return [
      { work, own, peers: Object.fromEntries(PEERS.map((name) => [name, fastest(of(name))])) },
    ];
  });

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, i) => (i === 0 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
};

/** `21.1 (3.98×)`: a peer's milliseconds, and how many of ours they are. */
const against = (peer: Row | undefined, own: Row): string =>
  peer === undefined ? '–' : `${digits(peer.medianMs)} (${digits(peer.medianMs / own.medianMs)}×)`;

export const showRows = (rows: readonly Row[]): string =>
  tableOf(
    ['median ms', 'puregrad', 'at its best', ...PEERS],
    linesOf(rows).map(({ work, own, peers }) => [
      work,
      digits(own.medianMs),
      own.setting,
      ...PEERS.map((name) => against(peers[name], own)),
    ]),
  );

export const showMemory = (rows: readonly MemoryRow[]): string =>
  tableOf(
    ['memory', 'steps', 'in use before', 'after', 'peak of the process'],
    rows.map(({ work, subject, steps, before, after, peak }) => [
      `${subject}: ${work}`,
      digits(steps),
      before === null ? '–' : bytes(before),
      after === null ? '–' : bytes(after),
      bytes(peak),
    ]),
  );

/** A line for each way of running a step on a page: what a kernel costs, and how the others compare. */
export const gpuLines = ({ rows }: GpuReport): readonly (readonly string[])[] =>
  rows.map((row) => {
    const of = (name: PageSubject['name'], mode: string) =>
      rows.find((other) => other.work === row.work && other.name === name && other.mode === mode);
    const peer =
      row.name === 'puregrad' ? of('tfjs', row.mode === 'webgl2' ? 'webgl' : row.mode) : undefined;
    const cpu = of('puregrad', 'wasm');
    const times = (other: GpuRow | undefined): string =>
      other === undefined || other === row ? '–' : `${digits(other.medianMs / row.medianMs)}×`;
    return [
      row.work,
      `${row.name} ${row.mode}`,
      digits(row.medianMs),
      row.kernels === null ? '–' : `${row.kernels}`,
      row.kernels === null ? '–' : digits(row.medianMs / row.kernels),
      times(peer),
      times(cpu),
    ];
  });

export const GPU_HEAD = [
  'on a page',
  'by',
  'ms a step',
  'kernels',
  'ms a kernel',
  'TensorFlow.js, same device',
  'puregrad wasm',
] as const;

export const showGpu = (report: GpuReport): string =>
  `${report.device}\n${tableOf(GPU_HEAD, gpuLines(report))}`;

export const showExclusions = (exclusions: readonly Exclusion[]): string => {
  const works = new Map<string, string[]>();
  for (const { work, subject, reason } of exclusions) {
    const [line] = reason.split('\n');
    const key = `${subject}: ${line}`;
    works.set(key, [...(works.get(key) ?? []), work]);
  }
  return [...works].map(([why, of]) => `${why} (${[...new Set(of)].join('; ')})`).join('\n');
};
