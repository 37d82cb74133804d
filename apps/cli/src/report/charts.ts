import type { EpochReport, LayerReport } from '@puregrad/trainer';
import { maximum, minimum } from '../extremes.ts';
import type { Histogram } from './report.ts';
import { COLORS, GREY, svgOf } from './svg.ts';

interface Point {
  readonly epoch: number;
  readonly value: number;
  readonly of: string;
}

interface Curves {
  readonly y: string;
  readonly log?: boolean;
  /** An epoch to mark. */
  readonly best?: number;
}

const WIDTH = 420;
/** The widths of a character and of the symbol with its gaps, in pixels. */
const [CHARACTER, SYMBOL] = [6.5, 30];

/** As many columns of names as fit the chart's width: in one row, paths of layers would widen the picture. */
export const legendOf = (
  names: readonly string[],
): { readonly columns: number; readonly labelLimit: number } => {
  const longest = maximum(names.map(({ length }) => length));
  const columns = Math.floor(WIDTH / (CHARACTER * longest + SYMBOL));
  return { columns: Math.max(1, columns), labelLimit: WIDTH };
};

/** Curves over epochs, of whatever has finite values. */
const curves = (points: readonly Point[], { y, log = false, best }: Curves): Promise<string> => {
  const shown = points.filter(({ value }) => Number.isFinite(value) && (!log || value > 0));
  const subjects = [...new Set(shown.map(({ of }) => of))];
  const epochs = shown.map(({ epoch }) => epoch);
  const isShort = new Set(epochs).size <= 30;
  return svgOf({
    width: WIDTH,
    height: 230,
    layer: [
      {
        data: { values: shown },
        mark: { type: 'line', point: isShort, strokeWidth: 2 },
        encoding: {
          x: {
            field: 'epoch',
            type: 'quantitative',
            title: 'epoch',
            scale: { domain: [1, Math.max(2, maximum(epochs))], nice: false },
            axis: { tickMinStep: 1, grid: false },
          },
          y: {
            field: 'value',
            type: 'quantitative',
            title: y,
            scale: log ? { type: 'log', nice: false } : { zero: false },
            axis: { tickCount: 6, ...(log ? { format: '.0e' } : {}) },
          },
          color: {
            field: 'of',
            type: 'nominal',
            title: null,
            sort: subjects,
            scale: { domain: subjects },
            legend: { orient: 'top', offset: 4, ...legendOf(subjects) },
          },
        },
      },
      ...(best === undefined
        ? []
        : [
            {
              data: { values: [{ epoch: best }] },
              mark: { type: 'rule', strokeDash: [4, 4], color: GREY },
              encoding: { x: { field: 'epoch', type: 'quantitative' } },
            },
          ]),
    ],
  });
};

/** What epochs came to, for training and validation. */
export const learningCurve = (
  history: readonly EpochReport[],
  name: string,
  best: number,
): Promise<string> => {
  const points = history.flatMap(({ epoch, training, validation }): readonly Point[] => {
    const at = (of: typeof validation): number =>
      (name === 'loss' ? of?.loss : of?.metrics[name]) ?? Number.NaN;
    return [
      { epoch, value: at(training), of: 'training' },
      { epoch, value: at(validation), of: 'validation' },
    ];
  });
  const values = points.map(({ value }) => value).filter((value) => value > 0);
  // Where a loss falls by magnitudes, its last epochs would lie on the axis.
  const log = name === 'loss' && maximum(values) > 50 * minimum(values);
  return curves(points, { y: name, best, log });
};

/** A figure of each layer that has parameters, over epochs. */
export const layerCurve = (
  history: readonly EpochReport[],
  figure: 'gradientNorm' | 'updateRatio' | 'dead' | 'saturated',
  y: string,
): Promise<string> | undefined => {
  const isThere = ({ parameters, ...layer }: LayerReport): boolean =>
    figure === 'dead' || figure === 'saturated' ? layer[figure] > 0 : parameters > 0;
  const names = new Set(
    history.flatMap(({ layers }) => layers.filter(isThere).map(({ name }) => name)),
  );
  if (names.size === 0) return undefined;
  const points = history.flatMap(({ epoch, layers }) =>
    layers.flatMap((layer) =>
      names.has(layer.name) ? [{ epoch, value: layer[figure], of: layer.name }] : [],
    ),
  );
  return curves(points, { y, log: figure === 'gradientNorm' || figure === 'updateRatio' });
};

/** Counts, as bars; a small one of many. */
export const histogram = ({ name, from, step, counts }: Histogram): Promise<string> =>
  svgOf({
    title: { text: name, anchor: 'start', fontWeight: 'normal' },
    width: 180,
    height: 90,
    data: {
      values: counts.map((count, i) => ({
        from: from + i * step,
        to: from + (i + 1) * step,
        count,
      })),
    },
    mark: { type: 'bar', color: COLORS[1], binSpacing: 0 },
    encoding: {
      x: {
        field: 'from',
        type: 'quantitative',
        bin: { binned: true, step },
        title: null,
        axis: { tickCount: 5, grid: false, format: '.2~g' },
      },
      x2: { field: 'to' },
      y: {
        field: 'count',
        type: 'quantitative',
        title: null,
        axis: { tickCount: 3, format: '~s' },
      },
    },
  });

/** Predictions beside truths; on the line they agree. */
export const scatter = (
  pairs: readonly (readonly [truth: number, predicted: number])[],
  target: string,
): Promise<string> => {
  const all = pairs.flat();
  const [low, high] = [minimum(all), maximum(all)];
  return svgOf({
    width: 320,
    height: 320,
    layer: [
      {
        data: {
          values: [
            { truth: low, predicted: low },
            { truth: high, predicted: high },
          ],
        },
        mark: { type: 'line', color: GREY, strokeDash: [4, 4] },
        encoding: {
          x: { field: 'truth', type: 'quantitative', scale: { zero: false } },
          y: { field: 'predicted', type: 'quantitative', scale: { zero: false } },
        },
      },
      {
        data: { values: pairs.map(([truth, predicted]) => ({ truth, predicted })) },
        mark: { type: 'circle', color: COLORS[0], opacity: 0.6, size: 24 },
        encoding: {
          x: { field: 'truth', type: 'quantitative', title: target },
          y: { field: 'predicted', type: 'quantitative', title: `predicted ${target}` },
        },
      },
    ],
  });
};
