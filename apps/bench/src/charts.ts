import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Row } from './compare.ts';
import type { MemoryRow } from './memory.ts';
import { growth, nameOf, parametersOf, type Step } from './works.ts';

const NAMES: Readonly<Record<string, string>> = {
  puregrad: 'puregrad',
  'jax-js': 'jax-js',
  pytorch: 'PyTorch',
};

interface Point {
  readonly x: number;
  readonly y: number;
  readonly subject: string;
}

interface Axes {
  readonly title: string;
  readonly x: string;
  readonly y: string;
}

const COLORS: Readonly<Record<string, string>> = {
  puregrad: '#e4572e',
  'jax-js': '#2e9cca',
  PyTorch: '#8a63d2',
};

/** 1, 3, 10, 30, …, as far as they lie among the values. */
const ticks = (values: readonly number[]): readonly number[] =>
  Array.from({ length: 12 }, (_, i) => i - 4)
    .flatMap((power) => [10 ** power, 3 * 10 ** power])
    .filter((tick) => tick >= Math.min(...values) / 3 && tick <= Math.max(...values) * 3);

/** Curves on logarithmic axes; readable on white and on black. */
const chart = (
  points: readonly Point[],
  subjects: readonly string[],
  { title, x, y }: Axes,
): TopLevelSpec => ({
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  title: { text: title, color: '#808080' },
  width: 420,
  height: 260,
  background: 'transparent',
  data: { values: [...points] },
  mark: { type: 'line', point: true, strokeWidth: 2 },
  encoding: {
    x: {
      field: 'x',
      type: 'quantitative',
      title: x,
      scale: { type: 'log', base: 2, nice: false },
      axis: {
        values: [...new Set(points.map((point) => point.x))],
        labelExpr: "datum.value < 10000 ? format(datum.value, ',') : format(datum.value, '.2s')",
        labelOverlap: false,
        labelFlush: false,
      },
    },
    y: {
      field: 'y',
      type: 'quantitative',
      title: y,
      scale: { type: 'log' },
      axis: { values: [...ticks(points.map((point) => point.y))], format: ',~r' },
    },
    color: {
      field: 'subject',
      type: 'nominal',
      title: null,
      scale: { domain: [...subjects], range: subjects.map((subject) => COLORS[subject]!) },
    },
  },
  config: {
    font: 'system-ui, sans-serif',
    axis: {
      labelColor: '#808080',
      titleColor: '#808080',
      gridColor: '#80808040',
      domainColor: '#808080',
      tickColor: '#808080',
    },
    legend: { labelColor: '#808080' },
    view: { stroke: null },
  },
});

const svgOf = (spec: TopLevelSpec): Promise<string> =>
  new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG();

/** The fastest time of each subject at some steps. */
const curve = (
  rows: readonly Row[],
  steps: readonly Step[],
  at: (step: Step) => number,
): readonly Point[] =>
  Object.entries(NAMES).flatMap(([name, subject]) =>
    steps.flatMap((step) => {
      const times = rows
        .filter((row) => row.work === nameOf(step) && row.subject === name)
        .map(({ medianMs }) => medianMs);
      return times.length === 0 ? [] : [{ x: at(step), y: Math.min(...times), subject }];
    }),
  );

/** A picture for a page. */
export interface Chart {
  readonly file: string;
  readonly alt: string;
  readonly svg: string;
}

/** The growth of time and memory, as far as it was measured. */
export const chartsOf = async (
  rows: readonly Row[],
  memory: readonly MemoryRow[],
): Promise<readonly Chart[]> => {
  const resident = growth.width.flatMap((step) =>
    memory
      .filter(({ work, subject }) => work === nameOf(step) && subject === 'puregrad')
      .map(({ peak }) => ({ x: parametersOf(step), y: peak / 1e6, subject: 'puregrad' })),
  );
  const drawn: readonly (readonly [string, readonly Point[], Axes])[] = [
    [
      'width.svg',
      curve(rows, growth.width, ({ sizes }) => sizes[1]!),
      { title: 'A training step of [784, w, w, 10], batch 128', x: 'width w', y: 'ms' },
    ],
    [
      'batch.svg',
      curve(rows, growth.batch, ({ batch }) => batch),
      { title: 'A training step of [784, 256, 256, 10]', x: 'batch', y: 'ms' },
    ],
    [
      'memory.svg',
      resident,
      {
        title: 'Memory of the process while it trains [784, w, w, 10]',
        x: 'parameters',
        y: 'MB at the peak',
      },
    ],
  ];
  return Promise.all(
    drawn
      .filter(([, points]) => points.length > 0)
      .map(async ([file, points, axes]) => ({
        file,
        alt: `${axes.title}: ${axes.y} by ${axes.x}`,
        svg: await svgOf(chart(points, [...new Set(points.map(({ subject }) => subject))], axes)),
      })),
  );
};
