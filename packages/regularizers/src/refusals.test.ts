import { ArgumentError, key, ones, tensor } from '@puregrad/tensors';
import {
  above1,
  below1,
  from0,
  notNegative,
  type Range,
  testRanges,
  tiny,
} from '@puregrad/tensors/testing/ranges';
import { describe, expect, it } from 'vitest';
import { alphaDropout } from './alpha-dropout.ts';
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
} from './augment/augmentation.ts';
import { elasticDistortion } from './augment/elastic-distortion.ts';
import { zoomImages } from './augment/geometry.ts';
import { randomErasing } from './augment/random-erasing.ts';
import { dropout } from './dropout.ts';
import { earlyStopping } from './early-stopping.ts';
import { gaussianDropout } from './gaussian-dropout.ts';
import { maxNorm } from './max-norm.ts';
import { minMaxNorm } from './min-max-norm.ts';
import { elasticNet, l1, l2, l2Half } from './penalties.ts';
import { onKernels, penalize, penalizeKernels, project } from './selection.ts';

const share = { allowed: [0, 1], refused: [-tiny, above1, Number.NaN] };
const x = ones([3]);

const ranges: readonly Range[] = [
  ...Object.entries({ dropout, alphaDropout, gaussianDropout }).map(
    ([name, drop]): Range => ({
      message: `${name}: rate must lie in [0, 1)`,
      make: (rate) => drop(x, { rate, key: key(1) }),
      allowed: [0, below1],
      refused: [-tiny, 1, Number.NaN],
    }),
  ),
  ...Object.entries({ l1, l2, l2Half }).map(
    ([name, make]): Range => ({
      message: `${name}: the strength must lie in [0, ∞)`,
      make,
      ...notNegative,
    }),
  ),
  ...(['l1', 'l2'] as const).map(
    (name): Range => ({
      message: `${name}: the strength must lie in [0, ∞)`,
      make: (value) => elasticNet({ l1: 1, l2: 1, [name]: value }),
      ...notNegative,
    }),
  ),
  {
    message: 'maxNorm: the radius must lie in (0, ∞]',
    make: (radius) => maxNorm(radius),
    allowed: [tiny, Infinity],
    refused: [0, -1, Number.NaN],
  },
  {
    message: 'minMaxNorm: bounds must be 0 ≤ min ≤ max with max above 0',
    make: (min) => minMaxNorm({ min, max: 2 }),
    allowed: [0, 2],
    refused: [-tiny, 3, Number.NaN],
  },
  {
    message: 'minMaxNorm: bounds must be 0 ≤ min ≤ max with max above 0',
    make: (max) => minMaxNorm({ min: 0, max }),
    allowed: [tiny, Infinity],
    refused: [0, -1, Number.NaN],
  },
  {
    message: 'minMaxNorm: rate must lie in [0, 1]',
    make: (rate) => minMaxNorm({ min: 0, max: 1, rate }),
    ...share,
  },
  ...(['patience', 'warmup'] as const).map(
    (field): Range => ({
      message: `earlyStopping: ${field} must be an integer from 0`,
      make: (value) => earlyStopping({ [field]: value }),
      ...from0,
    }),
  ),
  {
    message: 'earlyStopping: minDelta must lie in [0, ∞]',
    make: (minDelta) => earlyStopping({ minDelta }),
    allowed: [0, Number.MAX_VALUE],
    refused: [-tiny, Number.NaN],
  },
  ...(['dy', 'dx'] as const).map(
    (field): Range => ({
      message: `randomShift: ${field} must lie in [0, ∞)`,
      make: (value) => randomShift({ [field]: value }),
      ...notNegative,
    }),
  ),
  {
    message: 'randomRotation: degrees must lie in [0, ∞)',
    make: (degrees) => randomRotation({ degrees }),
    ...notNegative,
  },
  {
    message: 'randomZoom: the largest factor must lie in [1, ∞)',
    make: (factor) => randomZoom({ factor }),
    allowed: [1, Number.MAX_VALUE],
    refused: [below1, -1, Infinity, Number.NaN],
  },
  {
    message: 'randomShear: slope must lie in [0, ∞)',
    make: (slope) => randomShear({ slope }),
    ...notNegative,
  },
  {
    message: 'randomBrightness: delta must lie in [0, ∞)',
    make: (delta) => randomBrightness({ delta }),
    ...notNegative,
  },
  {
    message: 'gaussianNoise: std must lie in [0, ∞)',
    make: (std) => gaussianNoise({ std }),
    ...notNegative,
  },
  {
    message: 'elasticDistortion: alpha must lie in [0, ∞)',
    make: (alpha) => elasticDistortion({ alpha, sigma: 1 }),
    ...notNegative,
  },
  {
    message: 'elasticDistortion: sigma must lie in (0, ∞)',
    make: (sigma) => elasticDistortion({ alpha: 1, sigma }),
    allowed: [tiny, Number.MAX_VALUE],
    refused: [0, -1, Infinity, Number.NaN],
  },
  {
    message: 'zoomImages: the factor must be above 0',
    make: (factor) => zoomImages(ones([1, 2, 2, 1]), { factor }),
    allowed: [tiny, 2],
    refused: [0, -1, Number.NaN],
  },
  {
    message: 'randomErasing: probability must lie in [0, 1]',
    make: (probability) => randomErasing({ probability }),
    ...share,
  },
  {
    message: 'randomErasing: area goes from above 0 to at most 1',
    make: (least) => randomErasing({ area: [least, 0.5] }),
    allowed: [tiny, 0.5],
    refused: [0, -1, 0.6, Number.NaN],
  },
  {
    message: 'randomErasing: area goes from above 0 to at most 1',
    make: (largest) => randomErasing({ area: [0.5, largest] }),
    allowed: [0.5, 1],
    refused: [0.4, above1, Number.NaN],
  },
  {
    message: 'randomErasing: aspect goes from above 0 to a finite number',
    make: (least) => randomErasing({ aspect: [least, 2] }),
    allowed: [tiny, 2],
    refused: [0, -1, 3, Number.NaN],
  },
  {
    message: 'randomErasing: aspect goes from above 0 to a finite number',
    make: (largest) => randomErasing({ aspect: [2, largest] }),
    allowed: [2, Number.MAX_VALUE],
    refused: [1, Infinity, Number.NaN],
  },
];

testRanges(ranges);

it.each<[string, Augmentation]>([
  ['gaussianNoise', gaussianNoise({ std: 1 })],
  ['images', randomFlip()],
  ['images', randomErasing()],
])('images that are none are named by %s', (name, augment) => {
  const refused = () => augment(key(1), [[1]] as never);
  expect(refused).toThrow(ArgumentError);
  expect(refused).toThrow(`${name}: a tensor is expected, got an array`);
});

it('a best value of a state that is not a number is named', () => {
  const state = { best: { epoch: 1, value: '0.5' as never, candidate: 'a' }, waited: 0 };
  const { update } = earlyStopping();
  const refused = () => update(state, { epoch: 2, value: 1, candidate: 'b' });
  expect(refused).toThrow(ArgumentError);
  expect(refused).toThrow("earlyStopping: best must be a number, got '0.5'");
});

it('modes are min and max', () => {
  expect(() => earlyStopping({ mode: 'up' as 'max' })).toThrow(
    "earlyStopping: mode must be 'min' or 'max', got 'up'",
  );
});

describe('settings', () => {
  const images = tensor(
    Array.from({ length: 64 }, (_, i) => i),
    { shape: [16, 2, 2, 1] },
  );

  it('a rate, a range or a strength of 0 changes nothing', () => {
    for (const drop of [dropout, alphaDropout, gaussianDropout])
      expect(drop(x, { rate: 0, key: key(1) })).toBe(x);
    for (const augment of [
      randomShift({}),
      randomFlip({ probability: 0 }),
      randomBrightness({ delta: 0 }),
      gaussianNoise({ std: 0 }),
      randomErasing({ probability: 0 }),
    ])
      expect(augment(key(1), images).toArray()).toEqual(images.toArray());
    expect(l1(0)(x).item()).toBe(0);
  });

  it('flips are of half of the images, and brightness is one number for each', () => {
    const flipped = randomFlip()(key(1), images).toArray() as number[][][][];
    const turned = flipped.filter((image, i) => image[0]![0]![0] !== 4 * i).length;
    expect(turned).toBeGreaterThan(2);
    expect(turned).toBeLessThan(14);
    const brighter = randomBrightness({ delta: 3 })(key(1), images).toArray() as number[][][][];
    const changes = brighter.map((image, i) =>
      image.flat(2).map((value, j) => Math.round((value - 4 * i - j) * 1e3)),
    );
    for (const change of changes) expect(new Set(change).size).toBe(1);
    expect(new Set(changes.map(([one]) => one)).size).toBe(16);
    for (const [one] of changes) expect(Math.abs(one!)).toBeLessThanOrEqual(3000);
    expect(Math.min(...changes.map(([one]) => one!))).toBeLessThan(0);
    expect(Math.max(...changes.map(([one]) => one!))).toBeGreaterThan(0);
  });

  it('of flat images name their channels', () => {
    const flat = tensor([[1, 2, 3, 4, 5, 6]]);
    const flip = onFlat({ height: 1, width: 2, channels: 3 }, randomFlip({ probability: 1 }));
    expect(flip(key(1), flat).toArray()).toEqual([[4, 5, 6, 1, 2, 3]]);
    const gray = onFlat({ height: 1, width: 6 }, randomFlip({ probability: 1 }));
    expect(gray(key(1), flat).toArray()).toEqual([[6, 5, 4, 3, 2, 1]]);
  });

  it('early stopping: withMode keeps all but the mode', () => {
    const stop = earlyStopping({ patience: 1, minDelta: 0.5 });
    expect(stop.mode).toBeUndefined();
    const up = stop.withMode!('max');
    expect(up.mode).toBe('max');
    const [state] = up.update(up.init<string>(), { epoch: 1, value: 1, candidate: 'a' });
    expect(up.update(state, { epoch: 2, value: 1.5, candidate: 'b' })[1]).toBe('stop');
    expect(up.update(state, { epoch: 2, value: 1.6, candidate: 'b' })[1]).toBe('improved');
  });

  it('early stopping waits for 5 epochs, and a patience of 0 is one of 1', () => {
    const verdicts = (options: Parameters<typeof earlyStopping>[0]) => {
      const { init, update } = earlyStopping(options);
      let state = init<number>();
      return Array.from({ length: 7 }, (_, i) => {
        const [next, verdict] = update(state, { epoch: i + 1, value: 1, candidate: i });
        state = next;
        return verdict;
      }).indexOf('stop');
    };
    expect(verdicts({})).toBe(5);
    expect(verdicts({ patience: 0 })).toBe(1);
    expect(verdicts({ patience: 1 })).toBe(1);
    expect(verdicts({ patience: 1, warmup: 3 })).toBe(3);
  });
});

describe("the result of a caller's function is named if it is not a tensor", () => {
  const giving = (value: unknown) => (() => value) as never;
  const params = { dense1: { kernel: ones([2, 2]) } };
  const images = ones([1, 1, 2, 1]);
  it.each<[string, () => unknown]>([
    ['composeAugmentations', () => composeAugmentations(giving(1))(key(1), images)],
    ['onFlat', () => onFlat({ height: 1, width: 2 }, giving(1))(key(1), ones([1, 2]))],
    ['penalize', () => penalize(() => true, giving(1))(params)],
    ['penalizeKernels', () => penalizeKernels(giving(1))(params)],
    ['project', () => project(() => true, giving(1))(params)],
    ['onKernels', () => onKernels(giving(1))(params)],
  ])('%s', (operation, wrong) => {
    expect(wrong).toThrow(`${operation}: a tensor is expected, got 1`);
  });

  it('and a selection that gives no boolean', () => {
    expect(() => penalize(giving(1), l2(1))(params)).toThrow(
      "penalize: what the mask gives for 'dense1.kernel' must be a boolean, got 1",
    );
  });
});

describe('early stopping names what it is told if that is of the wrong kind', () => {
  const { init, update } = earlyStopping();
  const seen = { epoch: 1, value: 1, candidate: 1 };
  it.each<[string, () => unknown]>([
    ['state must be an object with waited, got null', () => update(null as never, seen)],
    ['observation must be an object with epoch,value', () => update(init(), null as never)],
    ["value must be a number, got '1'", () => update(init(), { ...seen, value: '1' as never })],
    [
      "waited must be a number, got '0'",
      () => update({ best: undefined, waited: '0' as never }, seen),
    ],
  ])('%s', (message, wrong) => {
    expect(wrong).toThrow(`earlyStopping: ${message}`);
  });
});
