import { ArgumentError, key, pipe, ShapeError, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { apply } from '../apply.ts';
import { networkOf } from '../description.ts';
import { input } from '../network.ts';
import { initialize, tensorAt } from '../variables.ts';
import { numericEmbedding } from './numeric-embedding.ts';

describe('numericEmbedding', () => {
  it('codes numbers of features with different numbers of bins', () => {
    const edges = [
      [0, 1, 3],
      [0, 10],
    ];
    const network = pipe(
      input(2),
      numericEmbedding(2, { encoding: 'piecewiseLinear', edges, activation: 'none' }),
    );
    // Each feature gives its code itself.
    const code = [
      [1, 0],
      [0, 1],
    ];
    const params = {
      numericEmbedding1: {
        kernel: tensor([code, code]),
        bias: tensor([
          [0, 0],
          [0, 0],
        ]),
      },
    };
    const [y] = apply(network)(
      params,
      {},
      tensor([
        [0.5, 5],
        [2, -10],
        [-1, 20],
        [5, 0],
      ]),
    );
    expect(y.toArray()).toEqual([
      [
        [0.5, 0],
        [0.5, 0],
      ],
      [
        [1, 0.5],
        [-1, 0],
      ],
      [
        [-1, 0],
        [2, 0],
      ],
      [
        [1, 2],
        [0, 0],
      ],
    ]);
  });

  it('starts with frequencies of its deviation, cut at three of it', () => {
    const network = pipe(
      input(50),
      numericEmbedding(2, { encoding: 'periodic', frequencies: 100, sigma: 0.5 }),
    );
    const { data } = tensorAt(initialize(network, key(1)).params, 'numericEmbedding1.frequencies');
    const square = [...data].reduce((sum, v) => sum + v * v, 0) / data.length;
    // The variance of a normal distribution that is cut at three deviations.
    expect(Math.abs(square / 0.25 - 0.9733)).toBeLessThan(5 * Math.sqrt(2 / data.length));
    expect(Math.max(...[...data].map(Math.abs))).toBeLessThanOrEqual(1.5);
  });

  it.each<[string, () => unknown]>([
    ['edges that do not rise', () => piecewise([[0, 1, 1]])],
    ['one edge', () => piecewise([[0]])],
    ['an infinite edge', () => piecewise([[0, Infinity]])],
    ['no frequencies', () => numericEmbedding(2, { encoding: 'periodic', frequencies: 0 })],
    ['a deviation of 0', () => numericEmbedding(2, { encoding: 'phased', sigma: 0 })],
    ['a phased width of 1', () => numericEmbedding(1, { encoding: 'phased' })],
    ['an encoding that JSON cannot show', () => numericEmbedding(2, { encoding: 1n } as never)],
    ['another encoding', () => numericEmbedding(2, { encoding: 'bins' } as never)],
  ])('refuses %s', (_, make) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow('numericEmbedding: ');
  });

  it('refuses edges for another number of features', () => {
    expect(() => pipe(input(3), piecewise([[0, 1]]))).toThrow(
      new ShapeError('numericEmbedding: has edges for 1 features, the network before it gives 3'),
    );
  });

  it.each([
    [{ encoding: 'bins' }, "'encoding' must be"],
    [
      { encoding: 'periodic', activation: 'none', sharedLinear: true },
      "'frequencies' must be a number",
    ],
    [{ encoding: 'piecewiseLinear', activation: 'x', linear: true }, "'activation' must be"],
    [{ encoding: 'piecewiseLinear', activation: 'none', linear: true }, "'edges' must be a list"],
    [
      { encoding: 'piecewiseLinear', activation: 'none', linear: true, edges: [[1, 'a']] },
      'edges must be',
    ],
    [{ encoding: 'piecewiseLinear', activation: 'none', linear: true, edges: [[1, 0]] }, 'rising'],
  ])('of a file is refused for %j', (config, why) => {
    const read = networkOf({
      input: 1,
      layers: [{ kind: 'numericEmbedding', config: { width: 2, ...config } }],
    });
    expect(read._tag === 'Left' && read.left.message).toContain(why);
  });
});

const piecewise = (edges: readonly (readonly number[])[]) =>
  numericEmbedding(2, { encoding: 'piecewiseLinear', edges });
