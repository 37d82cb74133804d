import { key, tensor, uniform, zeros } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { minMaxNorm } from '../min-max-norm.ts';
import { l1 } from '../penalties.ts';
import { penalize } from '../selection.ts';
import {
  augmentationMonoid,
  gaussianNoise,
  randomBrightness,
  randomShift,
} from './augmentation.ts';
import { displacementField } from './elastic-distortion.ts';
import { rotateImages, shearImages, shiftImages, zoomImages } from './geometry.ts';
import { randomErasing } from './random-erasing.ts';

const ramp = tensor(
  Array.from({ length: 25 }, (_, i) => i),
  { shape: [1, 5, 5, 1] },
);

describe('augmentationMonoid', () => {
  const { concat, empty } = augmentationMonoid;

  it('has an identity, and goes first to last', () => {
    expect(empty(key(1), ramp)).toBe(ramp);
    const shift = randomShift({ dx: 1 });
    const noise = gaussianNoise({ std: 1 });
    const both = concat(shift, noise)(key(1), ramp).toArray();
    expect(both).not.toEqual(concat(noise, shift)(key(1), ramp).toArray());
    const up = concat(randomBrightness({ delta: 1 }), empty)(key(1), ramp).toArray();
    expect(up).not.toEqual(ramp.toArray());
  });
});

describe('geometry', () => {
  it('takes settings as numbers, as one tensor, and as one for each image', () => {
    for (const setting of [tensor(2), tensor([2])]) {
      expect(zoomImages(ramp, { factor: setting }).toArray()).toEqual(
        zoomImages(ramp, { factor: 2 }).toArray(),
      );
      expect(shiftImages(ramp, { dy: setting }).toArray()).toEqual(
        shiftImages(ramp, { dy: 2 }).toArray(),
      );
      expect(shearImages(ramp, { slope: setting }).toArray()).toEqual(
        shearImages(ramp, { slope: 2 }).toArray(),
      );
    }
    for (const degrees of [tensor(90), tensor([90])])
      for (const [i, value] of [...rotateImages(ramp, { degrees }).data].entries())
        expect(value).toBeCloseTo(rotateImages(ramp, { degrees: 90 }).data[i]!, 3);
  });

  it('zooms in by its factor: a ramp has half the slope, about the same centre', () => {
    const [row] = zoomImages(ramp, { factor: 2 }).toArray() as number[][][][];
    expect(row![2]!.flat()).toEqual([11, 11.5, 12, 12.5, 13]);
  });

  it('takes far places for zeros, however far', () => {
    for (const dy of [2 ** 31, 2 ** 32, 2 ** 32 + 1, 1e12, 1e30])
      for (const sign of [-1, 1])
        expect(new Set(shiftImages(ramp, { dy: sign * dy }).data)).toEqual(new Set([0]));
  });
});

it('displacements are noise smoothed along both axes, with weights of sum 1 at each place', () => {
  const [height, width, sigma] = [3, 5, 1.5];
  const rough = uniform(key(1), [1, height, width], { min: -1, max: 1, dtype: 'float64' }).data;
  const weights = (length: number, i: number): number[] => {
    const row = Array.from({ length }, (_, j) => Math.exp(-(((i - j) / sigma) ** 2) / 2));
    const total = row.reduce((a, b) => a + b);
    return row.map((w) => w / total);
  };
  const field = displacementField(key(1), [1, height, width], sigma, 'float64').data;
  for (let i = 0; i < height; i++)
    for (let j = 0; j < width; j++) {
      let expected = 0;
      weights(height, i).forEach((down, a) => {
        weights(width, j).forEach((across, b) => {
          expected += down * across * rough[a * width + b]!;
        });
      });
      expect(field[i * width + j]).toBeCloseTo(expected, 12);
    }
});

it('images without pixels stay as they are', () => {
  const none = zeros([2, 0, 3, 1]);
  expect(randomErasing({ probability: 1 })(key(1), none)).toBe(none);
});

it('minMaxNorm takes rows where asked', () => {
  const w = tensor([
    [3, 4],
    [0.3, 0.4],
    [0.6, 0.8],
  ]);
  const rows = minMaxNorm({ min: 1, max: 2.5, axis: 1 })(w).toArray() as number[][];
  [
    [1.5, 2],
    [0.6, 0.8],
    [0.6, 0.8],
  ].forEach((row, i) => {
    row.forEach((value, j) => {
      expect(rows[i]![j]).toBeCloseTo(value, 6);
    });
  });
});

it('penalties are of the dtype of the parameters, and of float32 where there are none', () => {
  const cost = penalize(() => true, l1(0.1));
  expect(cost({ w: tensor([3], { dtype: 'float64' }) }).item()).toBe(3 * 0.1);
  expect(cost({}).dtype).toBe('float32');
});
