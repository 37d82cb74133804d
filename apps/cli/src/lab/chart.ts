import { GREY, svgOf } from '../report/svg.ts';

/** A point of a curve, or a bar. */
export interface Point {
  readonly x: number | string;
  readonly y: number;
  /** Whose it is: a colour. */
  readonly of: string;
}

/** What to draw: curves, points or bars of several subjects over one axis. */
export interface Chart {
  readonly kind: 'lines' | 'bars';
  readonly x: string;
  readonly y: string;
  readonly logX?: boolean;
  readonly logY?: boolean;
  /** How axis y is written, in the notation of d3-format. */
  readonly format?: string;
  readonly points: readonly Point[];
  /** A published value to mark. */
  readonly published?: { readonly y: number; readonly text: string };
  /** A place on axis x to mark. */
  readonly mark?: { readonly x: number; readonly text: string };
}

/** An SVG on a transparent background, readable on white and on black. */
export const drawChart = (chart: Chart): Promise<string> => {
  const { kind, logY = false, published, mark } = chart;
  const points = chart.points.filter(({ y }) => Number.isFinite(y) && (!logY || y > 0));
  const subjects = [...new Set(points.map(({ of }) => of))];
  const bars = kind === 'bars';
  const shown = { ...chart, points };
  return svgOf({
    width: 560,
    height: bars ? 34 * subjects.length : 300,
    layer: [
      bars ? barsOf(shown, subjects) : linesOf(shown, subjects),
      ...(published === undefined ? [] : ruleAt(bars ? 'x' : 'y', published.y, published.text)),
      ...(mark === undefined ? [] : ruleAt('x', mark.x, mark.text)),
    ],
  });
};

const colorBy = (subjects: readonly string[], hasLegend: boolean): object => ({
  field: 'of',
  type: 'nominal',
  title: null,
  sort: subjects,
  scale: { domain: subjects },
  legend: hasLegend ? { orient: 'right', labelLimit: 260 } : null,
});

const valueAxis = ({ kind, y, logY = false, format }: Chart): object => ({
  field: 'y',
  type: 'quantitative',
  title: y,
  scale: logY ? { type: 'log', nice: false } : { zero: kind === 'bars' },
  axis: { tickCount: 6, ...(format === undefined ? {} : { format }) },
});

/** A horizontal bar for each subject. */
const barsOf = (chart: Chart, subjects: readonly string[]): object => ({
  data: { values: chart.points },
  mark: { type: 'bar' },
  encoding: {
    y: { field: 'of', type: 'nominal', title: null, sort: subjects, axis: { labelLimit: 320 } },
    x: valueAxis(chart),
    color: colorBy(subjects, false),
  },
});

/** A line for each subject, with its points if they are few. */
const linesOf = (chart: Chart, subjects: readonly string[]): object => {
  const { x, logX = false, points } = chart;
  return {
    data: { values: points },
    mark: { type: 'line', point: points.length <= 30 * subjects.length, strokeWidth: 2 },
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        title: x,
        scale: logX ? { type: 'log' } : { zero: false, nice: false },
        axis: { grid: false, tickMinStep: logX ? undefined : 1 },
      },
      y: valueAxis(chart),
      color: colorBy(subjects, subjects.length > 1),
    },
  };
};

/** A dashed line across the chart, with what it stands for. */
const ruleAt = (axis: 'x' | 'y', at: number, text: string): readonly object[] => {
  const data = { values: [{ at, text }] };
  const encoding = { [axis]: { field: 'at', type: 'quantitative' } };
  const place =
    axis === 'x'
      ? { align: 'left', baseline: 'top', dx: 5, y: 2 }
      : { align: 'left', baseline: 'top', dx: 5, dy: 4, x: 0 };
  return [
    { data, mark: { type: 'rule', strokeDash: [5, 4], color: GREY }, encoding },
    {
      data,
      mark: { type: 'text', color: GREY, ...place },
      encoding: { ...encoding, text: { field: 'text' } },
    },
  ];
};
