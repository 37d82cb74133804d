import type { EpochReport } from '@puregrad/trainer';
import * as asciichart from 'asciichart';
import { maximum, minimum } from '../extremes.ts';
import { colors } from './colors.ts';

const WIDTH = 60;
const HEIGHT = 8;

/** So many values at even distances, the first and the last among them. */
const spread = (values: readonly number[], count: number): readonly number[] =>
  Array.from(
    { length: count },
    (_, i) => values[Math.round((i * (values.length - 1)) / (count - 1))]!,
  );

/** Training and validation loss over the epochs, in a few lines of text; undefined for too few. */
export const lossCurve = (history: readonly EpochReport[]): string | undefined => {
  const finite = history.filter(({ training }) => Number.isFinite(training.loss));
  if (finite.length < 4) return undefined;
  const columns = Math.min(WIDTH, Math.max(finite.length, 30));
  const series = [
    finite.map(({ training }) => training.loss),
    ...(finite.every(({ validation }) => Number.isFinite(validation?.loss))
      ? [finite.map(({ validation }) => validation!.loss)]
      : []),
  ].map((values) => [...spread(values, columns)]);
  // Where a loss falls by magnitudes, its last epochs would lie on the axis.
  const all = series.flat();
  const isLog = minimum(all) > 0 && maximum(all) > 50 * minimum(all);
  const plotted = isLog ? series.map((values) => values.map(Math.log10)) : series;
  const isColoured = colors.isColorSupported;
  const chart = asciichart.plot(plotted, {
    height: HEIGHT,
    format: (value: number) => (isLog ? 10 ** value : value).toPrecision(3).padStart(9),
    ...(isColoured ? { colors: [asciichart.blue, asciichart.yellow] } : {}),
  });
  const names = [colors.blue('training loss'), colors.yellow('validation loss')];
  return `${names.slice(0, series.length).join(', ')}, epochs ${finite[0]!.epoch} to ${finite.at(-1)!.epoch}\n${chart}`;
};
