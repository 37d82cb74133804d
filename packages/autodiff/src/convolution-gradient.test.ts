import {
  averagePool2d,
  type Conv2dOptions,
  conv2d,
  key,
  maxPool2d,
  normal,
  sum,
  type Tensor,
  tensor,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { checkGradients } from './check-gradients.ts';
import { grad } from './grad.ts';

const random = (seed: number, shape: readonly number[]): Tensor =>
  normal(key(seed), shape, { dtype: 'float64' });

describe('conv2d has the derivatives that differences show', () => {
  const cases: readonly (readonly [string, readonly number[], readonly number[], Conv2dOptions])[] =
    [
      ['one channel', [2, 5, 4, 1], [3, 2, 1, 2], {}],
      ['same', [1, 5, 4, 2], [3, 2, 2, 3], { padding: 'same', strides: 2 }],
      ['dilations', [1, 6, 5, 2], [2, 2, 2, 1], { dilations: [3, 2] }],
      [
        'padding',
        [1, 3, 3, 2],
        [2, 2, 2, 2],
        {
          padding: [
            [2, 0],
            [1, 3],
          ],
          strides: [2, 1],
        },
      ],
      ['groups', [1, 4, 4, 4], [2, 2, 2, 6], { groups: 2 }],
      ['depthwise', [1, 4, 4, 3], [2, 2, 1, 6], { groups: 3, padding: 'same' }],
      ['one pixel', [2, 3, 2, 3], [1, 1, 3, 2], {}],
      ['the whole image', [2, 3, 2, 3], [3, 2, 3, 2], {}],
      ['no image', [0, 3, 3, 1], [2, 2, 1, 2], {}],
    ];
  it.each(cases)('%s', (_, images, kernel, options) => {
    const f = ([x, w]: readonly [Tensor, Tensor]) => conv2d(x, w, options);
    const at = [random(1, images), random(2, kernel)] as const;
    expect(checkGradients(f, at)).toMatchObject({ _tag: 'Right' });
  });
});

describe('pools', () => {
  const options = [
    { window: 2 },
    { window: [2, 3], strides: 1 },
    { window: 3, strides: 2, padding: 'same' },
    {
      window: [2, 1],
      strides: [3, 2],
      padding: [
        [1, 0],
        [0, 0],
      ],
    },
  ] as const;

  it.each(options)('have the derivatives that differences show: %j', (given) => {
    const x = random(3, [2, 5, 6, 2]);
    for (const pool of [maxPool2d, averagePool2d])
      expect(checkGradients((x: Tensor) => pool(x, given), x)).toMatchObject({ _tag: 'Right' });
  });

  it('give the gradient of a maximum to the largest pixel, and to equal ones in equal parts', () => {
    const image = tensor([1, 5, 2, 2, 3, 4, 2, 2], { shape: [1, 2, 4, 1] });
    const gradient = grad((x: Tensor) => sum(maxPool2d(x, { window: 2 })))(image);
    expect([...gradient.data]).toEqual([0, 1, 0.25, 0.25, 0, 0, 0.25, 0.25]);
  });

  it('add the gradients of windows that overlap', () => {
    const image = tensor([1, 5, 2], { shape: [1, 1, 3, 1] });
    const options = { window: [1, 2], strides: 1 } as const;
    const gradient = grad((x: Tensor) => sum(maxPool2d(x, options)))(image);
    expect([...gradient.data]).toEqual([0, 2, 0]);
    const mean = grad((x: Tensor) => sum(averagePool2d(x, options)))(image);
    expect([...mean.data]).toEqual([0.5, 1, 0.5]);
  });

  it('give none to pixels outside the image', () => {
    const image = tensor([-2, -1], { shape: [1, 1, 2, 1] });
    const gradient = grad((x: Tensor) =>
      sum(maxPool2d(x, { window: [1, 2], strides: 1, padding: 'same' })),
    )(image);
    expect([...gradient.data]).toEqual([0, 2]);
  });
});
