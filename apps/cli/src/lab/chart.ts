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
export const drawChart = ({
  kind,
  x,
  y,
  logX = false,
  logY = false,
  format,
  points,
  published,
  mark,
}: Chart): Promise<string> => {
  const shown = points.filter((point) => Number.isFinite(point.y) && (!logY || point.y > 0));
  const subjects = [...new Set(shown.map(({ of }) => of))];
  const isFew = shown.length <= 30 * subjects.length;
  const bars = kind === 'bars';
  const color = {
    field: 'of',
    type: 'nominal',
    title: null,
    sort: subjects,
    scale: { domain: subjects },
    legend: subjects.length < 2 || bars ? null : { orient: 'right', labelLimit: 260 },
  };
  const ofY = {
    field: 'y',
    type: 'quantitative',
    title: y,
    scale: logY ? { type: 'log', nice: false } : { zero: bars },
    axis: { tickCount: 6, ...(format === undefined ? {} : { format }) },
  };
  return svgOf({
    width: 560,
    height: bars ? 34 * subjects.length : 300,
    layer: [
      bars
        ? {
            data: { values: shown },
            mark: { type: 'bar' },
            encoding: {
              y: {
                field: 'of',
                type: 'nominal',
                title: null,
                sort: subjects,
                axis: { labelLimit: 320 },
              },
              x: ofY,
              color,
            },
          }
        : {
            data: { values: shown },
            mark: { type: 'line', point: isFew, strokeWidth: 2 },
            encoding: {
              x: {
                field: 'x',
                type: 'quantitative',
                title: x,
                scale: logX ? { type: 'log' } : { zero: false, nice: false },
                axis: { grid: false, tickMinStep: logX ? undefined : 1 },
              },
              y: ofY,
              color,
            },
          },
      ...(published === undefined ? [] : ruleAt(bars ? 'x' : 'y', published.y, published.text)),
      ...(mark === undefined ? [] : ruleAt('x', mark.x, mark.text)),
    ],
  });
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
