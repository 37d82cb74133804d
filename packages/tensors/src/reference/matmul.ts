import type { NumericArray } from '../dtype.ts';
import { sizeOf } from '../shape.ts';
import type { Kernels } from './kernel.ts';

const ROWS = 4;
const COLUMNS = 2;

/**
 * Copies a matrix into panels of `width` lanes that the inner loop reads front to back; lanes past
 * the edge are zero.
 */
const pack = (
  source: NumericArray,
  offset: number,
  lanes: number,
  laneStride: number,
  depth: number,
  depthStride: number,
  width: number,
  panels: Float64Array,
): void => {
  for (let lane = 0, start = 0; lane < lanes; lane += width, start += width * depth) {
    const used = Math.min(width, lanes - lane);
    for (let w = 0; w < width; w++) {
      let from = offset + (lane + w) * laneStride;
      let to = start + w;
      if (w >= used) for (let k = 0; k < depth; k++, to += width) panels[to] = 0;
      else
        for (let k = 0; k < depth; k++, to += width, from += depthStride)
          panels[to] = source[from]!;
    }
  }
};

/** Products are accumulated in double precision and rounded once. */
export const matmul: Kernels<'matmul'> = {
  matmul: ({ transposeA, transposeB }, [a], output) => {
    const [m, n] = output.shape.slice(-2) as [number, number];
    const k = a!.shape.at(transposeA ? -2 : -1)!;
    const stack = sizeOf(output.shape.slice(0, -2));
    const panelsA = new Float64Array(Math.ceil(m / ROWS) * ROWS * k);
    const panelsB = new Float64Array(Math.ceil(n / COLUMNS) * COLUMNS * k);
    return ([x, y], z) => {
      for (let s = 0; s < stack; s++) {
        const [rowA, stepA] = transposeA ? [1, m] : [k, 1];
        const [columnB, stepB] = transposeB ? [k, 1] : [1, n];
        pack(x!, s * m * k, m, rowA, k, stepA, ROWS, panelsA);
        pack(y!, s * k * n, n, columnB, k, stepB, COLUMNS, panelsB);
        multiplyPanels(panelsA, panelsB, z, s * m * n, m, n, k);
      }
    };
  },
};

/** Four rows by two columns at a time: as many sums as fit in registers together with their factors. */
const multiplyPanels = (
  panelsA: Float64Array,
  panelsB: Float64Array,
  z: NumericArray,
  offset: number,
  m: number,
  n: number,
  depth: number,
): void => {
  for (let column = 0; column < n; column += COLUMNS)
    for (let row = 0; row < m; row += ROWS) {
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      let s20 = 0;
      let s21 = 0;
      let s30 = 0;
      let s31 = 0;
      let p = row * depth;
      let q = column * depth;
      for (let k = 0; k < depth; k++, p += ROWS, q += COLUMNS) {
        const b0 = panelsB[q]!;
        const b1 = panelsB[q + 1]!;
        const a0 = panelsA[p]!;
        s00 += a0 * b0;
        s01 += a0 * b1;
        const a1 = panelsA[p + 1]!;
        s10 += a1 * b0;
        s11 += a1 * b1;
        const a2 = panelsA[p + 2]!;
        s20 += a2 * b0;
        s21 += a2 * b1;
        const a3 = panelsA[p + 3]!;
        s30 += a3 * b0;
        s31 += a3 * b1;
      }
      const wide = column + 1 < n;
      let at = offset + row * n + column;
      z[at] = s00;
      if (wide) z[at + 1] = s01;
      if (row + 1 >= m) continue;
      at += n;
      z[at] = s10;
      if (wide) z[at + 1] = s11;
      if (row + 2 >= m) continue;
      at += n;
      z[at] = s20;
      if (wide) z[at + 1] = s21;
      if (row + 3 >= m) continue;
      at += n;
      z[at] = s30;
      if (wide) z[at + 1] = s31;
    }
};
