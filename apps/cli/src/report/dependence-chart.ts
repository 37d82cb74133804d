import type { Dependence } from './dependence.ts';
import { COLORS, svgOf } from './svg.ts';

const WIDTH = 235;

/** A curve over numbers or dates; a point for each word. */
export const dependenceChart = (
  { name, kind, points, isShare }: Dependence,
  domain: readonly [least: number, most: number],
): Promise<string> => {
  const outputs = [...new Set(points.map(({ of }) => of))];
  const words = [...new Set(points.map(({ value }) => value))];
  const predicted = {
    field: 'mean',
    type: 'quantitative',
    title: titleOf(outputs, isShare),
    scale: { domain, zero: false, nice: true, padding: 4 },
    axis: { tickCount: 4, ...(isShare ? { format: '~%' } : {}) },
  };
  const color = {
    field: 'of',
    type: 'nominal',
    title: null,
    sort: outputs,
    scale: { domain: outputs },
    legend: outputs.length === 1 ? null : { orient: 'top', columns: 3, labelLimit: 90 },
  };
  const common = {
    title: { text: name, anchor: 'start', fontWeight: 'normal', limit: WIDTH },
    width: WIDTH,
    data: {
      values: points.map((point) =>
        kind === 'date' ? { ...point, value: 1000 * (point.value as number) } : point,
      ),
    },
  };
  if (kind === 'category')
    return svgOf({
      ...common,
      height: { step: 20 },
      mark: { type: 'point', filled: true, size: 60, opacity: 1, color: COLORS[0] },
      encoding: {
        y: {
          field: 'value',
          type: 'nominal',
          title: null,
          sort: words,
          axis: { grid: true, labelLimit: 120 },
        },
        x: predicted,
        color,
      },
    });
  return svgOf({
    ...common,
    height: 150,
    mark: { type: 'line', point: points.length <= 60, strokeWidth: 2 },
    encoding: {
      x: {
        field: 'value',
        type: kind === 'date' ? 'temporal' : 'quantitative',
        title: null,
        scale: { nice: false, ...(kind === 'date' ? {} : { zero: false }) },
        axis: { tickCount: 6, grid: false },
      },
      y: predicted,
      color,
    },
  });
};

const titleOf = (outputs: readonly string[], isShare: boolean): string => {
  if (outputs.length > 1) return isShare ? 'mean probability' : 'mean, in standard deviations';
  return isShare ? `mean probability of ${outputs[0]}` : `mean predicted ${outputs[0]}`;
};
