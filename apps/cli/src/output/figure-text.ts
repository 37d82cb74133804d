/** A share as people read it: 1 %, 0.3 %, 99 %. */
export const percentText = (share: number): string => {
  const value = 100 * share;
  return `${value >= 1 && value <= 99 ? Math.round(value) : Number(value.toPrecision(value > 99 ? 4 : 2))} %`;
};

/** Figures in the units of the target, or in their square. Others are shares, or near 1. */
const IN_UNITS: ReadonlySet<string> = new Set(['loss', 'mae', 'rmse']);

/** A metric or a loss as people read it: 0.8316, 32,378,578, 2.481e+15, 0.0000127. */
export const figureText = (name: string, value: number): string => {
  const size = Math.abs(value);
  if (!IN_UNITS.has(name) || !Number.isFinite(value) || size === 0) return value.toFixed(4);
  if (size < 1e-3) return value.toPrecision(3);
  if (size < 1e4) return value.toFixed(4);
  return size < 1e12 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(4);
};
