import { eye, key, matmul, sub, type Tensor, transpose } from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dense } from './dense.ts';
import { input } from './network.ts';
import { orthogonal } from './orthogonal.ts';
import { initialize, tensorAt } from './variables.ts';

const length = fc.integer({ min: 1, max: 12 });
const worst = (x: Tensor): number => Math.max(...[...x.data].map(Math.abs));

/** The distance of the shorter side's vectors from orthonormal ones. */
const defect = (w: Tensor): number => {
  const [rows, columns] = w.shape as [number, number];
  const gram = rows < columns ? matmul(w, transpose(w)) : matmul(transpose(w), w);
  return worst(sub(gram, eye(Math.min(rows, columns), { dtype: w.dtype })));
};

describe('orthogonal', () => {
  it('has orthonormal columns, or rows where those are fewer', () => {
    fc.assert(
      fc.property(fc.nat(), length, length, (seed, m, n) => {
        expect(defect(orthogonal()(key(seed), [m, n], 'float64'))).toBeLessThan(1e-12);
        expect(defect(orthogonal()(key(seed), [m, n], 'float32'))).toBeLessThan(1e-6);
      }),
    );
  });

  it('stays orthonormal at the width of real layers', () => {
    expect(defect(orthogonal()(key(1), [200, 200], 'float64'))).toBeLessThan(1e-12);
  });

  it('makes kernels in initialize, times its gain', () => {
    const network = dense(3, { kernelInit: orthogonal({ gain: 2 }) })(input(5));
    const kernel = tensorAt(
      initialize(network, key(1), { dtype: 'float64' }).params,
      'dense1.kernel',
    );
    const gram = matmul(transpose(kernel), kernel).toArray() as number[][];
    expect(gram.map((row) => row.map((v) => Math.round(v * 1e12) / 1e12 + 0))).toEqual([
      [4, 0, 0],
      [0, 4, 0],
      [0, 0, 4],
    ]);
  });

  it('counts the axes before the last as one', () => {
    const [flat, folded] = [
      [6, 2],
      [3, 2, 2],
    ].map((shape) => orthogonal()(key(4), shape, 'float32'));
    expect(folded!.shape).toEqual([3, 2, 2]);
    expect(folded!.data).toEqual(flat!.data);
  });

  it('is uniform: means 0, variances 1/n, of fourth moments 3/(n(n+2)), traces of variance 1', () => {
    // Unfixed signs of a Householder QR would show in the means of diagonal and trace.
    const [n, count] = [3, 4000];
    const samples = Array.from(
      { length: count },
      (_, i) => orthogonal()(key(i), [n, n], 'float64').data,
    );
    const mean = (f: (w: ArrayLike<number>) => number): number =>
      samples.reduce((sum, w) => sum + f(w), 0) / count;
    const error = 5 / Math.sqrt(count);
    for (let at = 0; at < n * n; at++) {
      expect(Math.abs(mean((w) => w[at]!))).toBeLessThan(error * Math.sqrt(1 / n));
      expect(Math.abs(mean((w) => w[at]! ** 2) - 1 / n)).toBeLessThan(error * 0.3);
      expect(Math.abs(mean((w) => w[at]! ** 4) - 3 / (n * (n + 2)))).toBeLessThan(error * 0.27);
    }
    const trace = (w: ArrayLike<number>): number => w[0]! + w[4]! + w[8]!;
    expect(Math.abs(mean(trace))).toBeLessThan(error);
    expect(Math.abs(mean((w) => trace(w) ** 2) - 1)).toBeLessThan(error * Math.sqrt(2));
  });

  it('follows its key', () => {
    const draw = (seed: number) => [...orthogonal()(key(seed), [3, 3], 'float32').data];
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('refuses biases', () => {
    expect(() => orthogonal()(key(1), [3], 'float32')).toThrow('[fanIn, fanOut], got [3]');
  });
});
