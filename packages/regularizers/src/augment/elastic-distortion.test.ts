import { checkGradients } from '@puregrad/autodiff';
import {
  add,
  arange,
  key,
  mul,
  ones,
  reshape,
  square,
  type Tensor,
  uniform,
  variance,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { displacementField, elasticDistortion } from './elastic-distortion.ts';
import { sampleImages } from './sample-images.ts';

const mean = (x: Tensor): number => [...x.data].reduce((sum, v) => sum + v, 0) / x.size;

describe('displacementField', () => {
  const [count, side, sigma] = [300, 24, 2];
  const field = displacementField(key(1), [count, side, side], sigma, 'float64');

  it('has mean 0 and, away from the borders, variance 1 / (12πσ²), as noise through a Gaussian', () => {
    const images = [...Array(count).keys()].map((n) =>
      field.data.slice(n * side * side, (n + 1) * side * side),
    );
    const centre = (side / 2) * side + side / 2;
    const middle = images.map((image) => image[centre]!);
    const expected = 1 / (12 * Math.PI * sigma ** 2);
    const average = middle.reduce((a, b) => a + b) / count;
    expect(Math.abs(average)).toBeLessThan(4 * Math.sqrt(expected / count));
    const found = middle.reduce((sum, v) => sum + v ** 2, 0) / count;
    expect(Math.abs(found - expected)).toBeLessThan(4 * expected * Math.sqrt(2 / count));
  });

  it('is correlated between neighbours as exp(-1 / 4σ²), and hardly over 4σ', () => {
    const along = (gap: number): number => {
      let [product, power] = [0, 0];
      for (let n = 0; n < count; n++) {
        const at = (n * side + side / 2) * side + 8;
        product += field.data[at]! * field.data[at + gap]!;
        power += (field.data[at]! ** 2 + field.data[at + gap]! ** 2) / 2;
      }
      return product / power;
    };
    expect(Math.abs(along(1) - Math.exp(-1 / (4 * sigma ** 2)))).toBeLessThan(0.02);
    expect(Math.abs(along(8))).toBeLessThan(Math.exp(-4) + 4 / Math.sqrt(count));
  });

  it('does not die away at the borders: weights have sum 1 there too', () => {
    const at = (place: number) =>
      [...Array(count).keys()].reduce(
        (sum, n) => sum + field.data[n * side * side + place]! ** 2 / count,
        0,
      );
    expect(at(0)).toBeGreaterThan(2 * at((side / 2) * side + side / 2));
  });
});

describe('elasticDistortion', () => {
  const images = uniform(key(2), [3, 8, 6, 2], { min: -1 });

  it('with alpha 0 leaves images bit for bit, as samples at their own pixels do', () => {
    expect(elasticDistortion({ alpha: 0, sigma: 3 })(key(1), images).data).toEqual(images.data);
    const y = reshape(arange(8), [1, 8, 1]);
    const x = reshape(arange(6), [1, 1, 6]);
    expect(sampleImages(images, { y, x }).data).toEqual(images.data);
  });

  it('moves pixels by alpha times its two fields, another for each image', () => {
    // On ramps, bilinear samples tell where they were taken.
    const [n, side] = [50, 16];
    const y = reshape(arange(side), [1, side, 1, 1]);
    const x = reshape(arange(side), [1, 1, side, 1]);
    const [downwards, across] = [y, x].map((ramp) => mul(ones([n, side, side, 1]), ramp));
    const distort = elasticDistortion({ alpha: 6, sigma: 2 });
    const centres = [downwards!, across!].map((ramp) => {
      const { data } = distort(key(3), ramp);
      return Array.from({ length: n }, (_, i) => data[(i * side + 8) * side + 8]! - 8);
    });
    const std = 6 / (2 * Math.sqrt(12 * Math.PI));
    for (const moves of centres) {
      const second = moves.reduce((sum, v) => sum + v ** 2, 0) / n;
      expect(Math.abs(second - std ** 2)).toBeLessThan(4 * std ** 2 * Math.sqrt(2 / n));
      expect(new Set(moves).size).toBe(n);
    }
    expect(centres[0]).not.toEqual(centres[1]);
  });

  it('takes small alphas for small changes, and large ones into zeros outside', () => {
    const change = (alpha: number) =>
      mean(square(add(elasticDistortion({ alpha, sigma: 2 })(key(4), images), mul(images, -1))));
    expect(change(1e-3)).toBeLessThan(1e-6);
    expect(change(1)).toBeGreaterThan(change(1e-3));
    const far = elasticDistortion({ alpha: 1e12, sigma: 2 })(key(4), images);
    expect(mean(far)).toBe(0);
    expect(variance(far).item()).toBe(0);
  });

  it('is differentiable in the images', () => {
    const f = (x: Tensor) => elasticDistortion({ alpha: 3, sigma: 1 })(key(5), x);
    expect(checkGradients(f, uniform(key(6), [2, 3, 4, 1]))).toMatchObject({ _tag: 'Right' });
  });

  it('refuses what cannot be meant', () => {
    expect(() => elasticDistortion({ alpha: -1, sigma: 1 })).toThrow('alpha must lie in [0, ∞)');
    expect(() => elasticDistortion({ alpha: 1, sigma: 0 })).toThrow('sigma must lie in (0, ∞)');
    const flat = ones([2, 9]);
    expect(() => elasticDistortion({ alpha: 1, sigma: 1 })(key(1), flat)).toThrow('use onFlat');
  });
});
