import { markdownTable } from 'markdown-table';
import type { Report } from './bench.ts';
import type { Chart } from './charts.ts';
import type { GpuReport } from './gpu.ts';
import { showMachine } from './machine.ts';
import type { MemoryRow } from './memory.ts';
import {
  bytes,
  digits,
  GPU_HEAD,
  gpuLines,
  type Line,
  linesOf,
  PEERS,
  showExclusions,
} from './show.ts';
import { growth, nameOf } from './works.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  markdownTable([head, ...rows], { align: head.map((_, i) => (i === 0 ? 'l' : 'r')) });

const SECTIONS: readonly (readonly [title: string, RegExp])[] = [
  ['Training steps', /^step/],
  ['Time to 98 % on MNIST', /^time/],
  ['Inference', /^inference/],
  ['The update alone', /^update/],
  ['Matrix products', /^matmul/],
];

/** A peer's time in ours. */
const ratio = ({ own, peers }: Line, peer: string): string => {
  const row = peers[peer];
  return row === undefined ? '–' : `${digits(row.medianMs / own.medianMs)}×`;
};

const timesTable = (lines: readonly Line[]): string =>
  table(
    ['', 'puregrad, ms', 'at its best', ...PEERS],
    lines.map((line) => [
      line.work,
      digits(line.own.medianMs),
      line.own.setting,
      ...PEERS.map((peer) => ratio(line, peer)),
    ]),
  );

const ownTable = ({ rows }: Report, lines: readonly Line[]): string => {
  const own = rows.filter(({ subject }) => subject === 'puregrad');
  const settings = [...new Set(own.map(({ setting }) => setting))];
  return table(
    ['median ms (fastest – slowest)', ...settings],
    lines.map(({ work }) => [
      work,
      ...settings.map((setting) => {
        const row = own.find((row) => row.work === work && row.setting === setting);
        return row === undefined
          ? '–'
          : `${digits(row.medianMs)} (${digits(row.minMs)} – ${digits(row.maxMs)})`;
      }),
    ]),
  );
};

const memoryTable = (memory: readonly MemoryRow[]): string =>
  table(
    ['', 'steps', 'live before', 'live after', 'peak of the process'],
    memory.map(({ work, subject, steps, before, after, peak }) => [
      `${subject}: ${work}`,
      digits(steps),
      before === null ? '–' : bytes(before),
      after === null ? '–' : bytes(after),
      bytes(peak),
    ]),
  );

const gpuSection = (gpu: GpuReport): readonly string[] => [
  '## On a page: gpu.js, and when it pays',
  `All on one page of Chromium, in turns, the loss read after each step, on: ${gpu.device}. The last two columns say how many times as long others take: TensorFlow.js by the same programming interface, and puregrad’s default engine. Where the last is below 1, leave the GPU engine out; \`auto\` of \`@puregrad/trainer/auto\` finds that out by itself.`,
  table(GPU_HEAD, gpuLines(gpu)),
];

/** The report as a page, next to a folder of its pictures. */
export const pageOf = (
  report: Report,
  charts: readonly Chart[],
  { pictures, date }: { readonly pictures: string; readonly date: string },
): string => {
  const { machine, rows, memory, exclusions, gpu } = report;
  const curves = new Set([...growth.width, ...growth.batch].map(nameOf));
  const lines = linesOf(rows).filter(({ work }) => !curves.has(work));
  const sections = SECTIONS.flatMap(([title, pattern]) => {
    const found = lines.filter(({ work }) => pattern.test(work));
    return found.length === 0 ? [] : [`## ${title}`, timesTable(found)];
  });
  const section = (title: string, isThere: boolean, ...lines: readonly string[]) =>
    isThere ? [`## ${title}`, ...lines] : [];
  return `${[
    '# Performance',
    `<!-- Made by npm run bench -- --page; changes by hand are lost. -->`,
    `Measured on ${date} by \`npm run bench\`, all in one run and in turns, on: ${showMachine(machine)}.`,
    'A number with × says how many times as long a peer takes as puregrad, medians of both: above 1, puregrad is faster. PyTorch runs at the best of its thread settings. Everybody starts from the same weights and data, and is timed only once its results agree; [how](../apps/bench/README.md).',
    ...sections,
    ...section(
      'How time and memory grow',
      charts.length > 0,
      ...charts.map(({ file, alt }) => `![${alt}](${pictures}/${file})`),
    ),
    ...section(
      'With and without threads and fused multiply-add',
      lines.length > 0,
      'Plain SIMD is what every browser and Node 20 have, and what `deterministic: true` keeps to; relaxed SIMD has the fused multiply-add.',
      ownTable(report, lines),
    ),
    ...(gpu === undefined ? [] : gpuSection(gpu)),
    ...section(
      'Memory',
      memory.length > 0,
      'Live bytes are counted after a garbage collection, before and after the steps; nothing is ever disposed of. WebAssembly’s own memory shows in the peak.',
      memoryTable(memory),
    ),
    ...section(
      'Not timed',
      exclusions.length > 0,
      showExclusions(exclusions).replaceAll(/^(?=.)/gm, '- '),
    ),
  ].join('\n\n')}\n`;
};
