import { checkGradients } from '@puregrad/autodiff';
import {
  arange,
  compile,
  key,
  mul,
  normal,
  referenceEngine,
  reshape,
  type Tensor,
  tensor,
  uniform,
} from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Augmentation,
  composeAugmentations,
  gaussianNoise,
  onFlat,
  randomBrightness,
  randomFlip,
  randomRotation,
  randomShear,
  randomShift,
  randomZoom,
} from './augmentation.ts';
import { elasticDistortion } from './elastic-distortion.ts';
import { flipHorizontal, rotateImages, shearImages, shiftImages, zoomImages } from './geometry.ts';
import { randomErasing } from './random-erasing.ts';

const pictures = (seed: number, n: number, h: number, w: number, c = 1): Tensor =>
  uniform(key(seed), [n, h, w, c]);
const values = (x: Tensor): number[] => [...x.data];
const square = reshape(arange(9), [1, 3, 3, 1]);

describe('geometry', () => {
  it('shifts down and to the right, zeros coming in, and fades between pixels', () => {
    expect(values(shiftImages(square, { dy: 1 }))).toEqual([0, 0, 0, 0, 1, 2, 3, 4, 5]);
    expect(values(shiftImages(square, { dx: -1 }))).toEqual([1, 2, 0, 4, 5, 0, 7, 8, 0]);
    expect(values(shiftImages(square, { dx: 0.5 }))).toEqual([
      0, 0.5, 1.5, 1.5, 3.5, 4.5, 3, 6.5, 7.5,
    ]);
    expect(values(shiftImages(square, { dy: 1e9 }))).toEqual(new Array(9).fill(0));
  });

  it('turns counter-clockwise, mirrors, and leaves the identity bit for bit', () => {
    const turned = values(rotateImages(square, { degrees: 90 }));
    expect(turned).toEqual([2, 5, 8, 1, 4, 7, 0, 3, 6].map((v) => expect.closeTo(v, 5)));
    expect(values(flipHorizontal(square))).toEqual([2, 1, 0, 5, 4, 3, 8, 7, 6]);
    for (const same of [
      rotateImages(square, { degrees: 0 }),
      zoomImages(square, { factor: 1 }),
      shearImages(square, { slope: 0 }),
    ])
      expect(values(same)).toEqual(values(square));
  });

  it('takes one setting for each image of a batch', () => {
    const two = pictures(1, 2, 4, 5, 3);
    const both = shiftImages(two, { dy: tensor([0, 1]), dx: tensor([2, 0]) });
    const [first, second] = [shiftImages(two, { dx: 2 }), shiftImages(two, { dy: 1 })];
    expect(values(both)).toEqual([...values(first).slice(0, 60), ...values(second).slice(60)]);
  });

  it('is differentiable in the images', () => {
    const check = checkGradients(
      (images: Tensor) => rotateImages(images, { degrees: 20 }),
      pictures(2, 2, 3, 4),
    );
    expect(check).toMatchObject({ _tag: 'Right' });
  });

  it('refuses tensors that are not images', () => {
    expect(() => shiftImages(arange(9), { dy: 1 })).toThrow('got [9]; for flat ones use onFlat');
    expect(() => zoomImages(square, { factor: 0 })).toThrow('must be above 0, got 0');
  });
});

const augmentations: { readonly [name: string]: Augmentation } = {
  randomShift: randomShift({ dy: 2, dx: 1.5 }),
  randomRotation: randomRotation({ degrees: 15 }),
  randomZoom: randomZoom({ factor: 1.3 }),
  randomShear: randomShear({ slope: 0.3 }),
  randomFlip: randomFlip(),
  randomBrightness: randomBrightness({ delta: 0.2 }),
  gaussianNoise: gaussianNoise({ std: 0.1 }),
  randomErasing: randomErasing(),
  elasticDistortion: elasticDistortion({ alpha: 8, sigma: 2 }),
  'all together': composeAugmentations(
    randomFlip(),
    randomShift({ dy: 1 }),
    randomRotation({ degrees: 5 }),
    elasticDistortion({ alpha: 4, sigma: 1.5 }),
    randomErasing({ probability: 0.9 }),
  ),
};

for (const [name, augment] of Object.entries(augmentations))
  describe(name, () => {
    it('follows its key: the same one, the same images; another, others', () => {
      const images = pictures(3, 8, 6, 5, 2);
      expect(values(augment(key(1), images))).toEqual(values(augment(key(1), images)));
      expect(values(augment(key(1), images))).not.toEqual(values(augment(key(2), images)));
    });

    it('compiles to the same bits, with a fresh key at each call', () => {
      const run = compile(augment, { engine: referenceEngine() });
      const images = pictures(4, 3, 5, 5);
      for (const seed of [1, 2])
        expect(values(run(key(seed), images))).toEqual(values(augment(key(seed), images)));
      expect(run.traceCount).toBe(1);
    });

    it('keeps dtypes, and takes an empty batch', () => {
      const inDouble = normal(key(6), [2, 4, 4, 1], { dtype: 'float64' });
      expect(augment(key(5), inDouble).dtype).toBe('float64');
      expect(augment(key(5), pictures(1, 0, 4, 4)).shape).toEqual([0, 4, 4, 1]);
    });

    it('keeps shapes, odd and tiny ones too', () => {
      fc.assert(
        fc.property(
          fc.tuple(...[3, 5, 5, 2].map((max) => fc.integer({ min: 1, max }))),
          (shape) => {
            expect(augment(key(5), normal(key(6), shape)).shape).toEqual(shape);
          },
        ),
        { numRuns: 20 },
      );
    });
  });

describe('random settings', () => {
  it('keep pixels of [0, 1] in [0, 1] where they only move them', () => {
    const images = pictures(7, 10, 8, 8);
    for (const name of [
      'randomShift',
      'randomRotation',
      'randomZoom',
      'randomShear',
      'randomFlip',
      'elasticDistortion',
    ])
      for (const value of values(augmentations[name]!(key(8), images))) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1 + 1e-6);
      }
  });

  it('are uniform: shifts of a ramp have mean 0 within five standard errors, and stay in range', () => {
    const count = 2000;
    const ramp = mul(reshape(arange(9), [1, 1, 9, 1]), 1);
    const batch = reshape(tensor(Array.from({ length: count }, () => values(ramp))), [
      count,
      1,
      9,
      1,
    ]);
    const shifted = randomShift({ dx: 2 })(key(9), batch);
    const shifts = Array.from({ length: count }, (_, i) => 4 - shifted.data[i * 9 + 4]!);
    expect(Math.max(...shifts.map(Math.abs))).toBeLessThanOrEqual(2 + 1e-5);
    const mean = shifts.reduce((a, b) => a + b, 0) / count;
    expect(Math.abs(mean)).toBeLessThan((5 * (2 / Math.sqrt(3))) / Math.sqrt(count));
  });

  it('work on flat images as on square ones', () => {
    const images = pictures(10, 4, 6, 7);
    const flat = onFlat({ height: 6, width: 7 }, augmentations.randomRotation!);
    expect(values(flat(key(11), reshape(images, [4, 42])))).toEqual(
      values(augmentations.randomRotation!(key(11), images)),
    );
  });

  it('that cannot be meant are refused', () => {
    expect(() => randomShift({ dx: -1 })).toThrow('dx must lie in [0, ∞), got -1');
    expect(() => randomZoom({ factor: 0.5 })).toThrow('must lie in [1, ∞), got 0.5');
  });
});
