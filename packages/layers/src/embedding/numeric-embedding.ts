import { ArgumentError } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { isLeft, left, right } from 'fp-ts/lib/Either.js';
import { allNumbersIn, booleanIn, type Config, type Decoded, type LayerKind } from '../decoding.ts';
import { layer, type Stage } from '../network.ts';
import { requireRows, requireShape, requireWidth } from '../shape.ts';
import {
  type EndActivation,
  endActivations,
  isEndActivation,
  type NumericEncoding,
} from './numeric-encoding.ts';
import { periodic } from './periodic.ts';
import { phased } from './phased.ts';
import { piecewiseLinear, requireEdges } from './piecewise-linear.ts';

/** Cosines and sines of learned frequencies. */
export interface PeriodicOptions {
  /** Cosines and sines of learned frequencies. */
  readonly encoding: 'periodic';
  /** The number of frequencies of each feature; 48 by default. */
  readonly frequencies?: number;
  /** The standard deviation of the initial frequencies; 0.01 by default. */
  readonly sigma?: number;
  /** At the end; ReLU by default. */
  readonly activation?: EndActivation;
  /** True for one linear layer for all features; false by default, for one each. */
  readonly sharedLinear?: boolean;
  /** Its name among the parameters; `numericEmbedding1`, … by default. */
  readonly name?: string;
}

/** Cosines of learned frequencies and phases, beside the number itself (PBLD). */
export interface PhasedOptions {
  /** The number itself, and cosines with learned phases. */
  readonly encoding: 'phased';
  /** The number of frequencies of each feature; 16 by default. */
  readonly frequencies?: number;
  /** The standard deviation of the initial frequencies; 0.1 by default. */
  readonly sigma?: number;
  /** Its name among the parameters; `numericEmbedding1`, … by default. */
  readonly name?: string;
}

/** The place of each number among bins. */
export interface PiecewiseLinearOptions {
  /** A code by bins. */
  readonly encoding: 'piecewiseLinear';
  /** The edges of the bins of each feature, rising: such as its quantiles, without those that repeat. */
  readonly edges: readonly (readonly number[])[];
  /** At the end; ReLU by default, or none beside a linear layer. */
  readonly activation?: EndActivation;
  /** True to add a linear layer of the number itself; false by default. */
  readonly linear?: boolean;
  /** Its name among the parameters; `numericEmbedding1`, … by default. */
  readonly name?: string;
}

/** The encoding of `numericEmbedding`, and its settings. */
export type NumericEmbeddingOptions = PeriodicOptions | PhasedOptions | PiecewiseLinearOptions;

type EncodingOf = (features: number, width: number) => NumericEncoding;

const ends = Object.keys(endActivations)
  .map((name) => `'${name}'`)
  .join('|')
  .concat('?') as "'none'?";

const requireWaves = (settings: { readonly frequencies: number; readonly sigma: number }): void => {
  requireShape('numericEmbedding', [settings.frequencies]);
  requireNumber('numericEmbedding', { sigma: settings.sigma }, '(0, ∞)');
};

/** The encoding of checked options, with their defaults. */
const encodingOf = (options: NumericEmbeddingOptions): EncodingOf => {
  const kinds = { encoding: 'string', name: 'string?' } as const;
  const waves = { frequencies: 'number?', sigma: 'number?' } as const;
  const { encoding } = options;
  checkOptions(
    'numericEmbedding',
    { encoding },
    { encoding: "'periodic'|'phased'|'piecewiseLinear'" },
  );
  switch (options.encoding) {
    case 'periodic': {
      const {
        frequencies = 48,
        sigma = 0.01,
        activation = 'relu',
        sharedLinear = false,
      } = checkOptions('numericEmbedding', options, {
        ...kinds,
        ...waves,
        activation: ends,
        sharedLinear: 'boolean?',
      });
      requireWaves({ frequencies, sigma });
      const settings = { frequencies, sigma, activation, sharedLinear };
      return (features, width) => periodic(features, width, settings);
    }
    case 'phased': {
      const { frequencies = 16, sigma = 0.1 } = checkOptions('numericEmbedding', options, {
        ...kinds,
        ...waves,
      });
      requireWaves({ frequencies, sigma });
      return (features, width) => phased(features, width, { frequencies, sigma });
    }
    case 'piecewiseLinear': {
      const {
        edges,
        linear = false,
        activation = linear ? 'none' : 'relu',
      } = checkOptions('numericEmbedding', options, {
        ...kinds,
        edges: 'array',
        activation: ends,
        linear: 'boolean?',
      });
      for (const of of edges)
        checkOptions('numericEmbedding', { edges: of }, { edges: 'number[]' });
      requireEdges(edges);
      return (features, width) => piecewiseLinear(features, width, { edges, activation, linear });
    }
  }
};

/**
 * A learned vector for each number, from `[batch, n]` to `[batch, n, width]`; `flatten` makes one vector of them. Each
 * feature f has its own parameters. The encodings:
 *
 * - `periodic`: `activation(z · kernel[f] + bias[f])` with `z = [cos(2πx·frequencies[f]), sin(2πx·frequencies[f])]`;
 * - `phased`: `[x, cos(2πx·frequencies[f] + phases[f]) · kernel[f] + bias[f]]`;
 * - `piecewiseLinear`: `activation(code · kernel[f] + bias[f])`, plus `x · linear[f]` if `linear` is true. Component t of
 *   the code is `(x - eₜ) / (eₜ₊₁ - eₜ)`, but 1 above its bin and 0 below; the first and last bin go on linearly.
 *
 * Kernels `[n, in, width]` and biases `[n, width]` start uniform on ±1/√in.
 *
 * Source: Gorishniy, Rubachev and Babenko, *On embeddings for numerical features* (NeurIPS 2022); `phased` is PBLD of
 * Holzmüller, Grinsztajn and Steinwart, *Better by default* (NeurIPS 2024).
 *
 * @param width The number of features that each number becomes.
 * @throws ArgumentError for a width or frequencies that are not integers from 1 (a width of `phased`: from 2), for a
 * sigma that is not above 0, or for edges that do not rise; ShapeError if there are not as many lists of edges as
 * features.
 * @example
 * ```ts
 * import { dense, flatten, input, numericEmbedding } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const network = pipe(input(8), numericEmbedding(24, { encoding: 'periodic' }), flatten(), dense(1));
 * network.layers[0]?.output; // => [8, 24]
 * const edges = [[0, 0.5, 1], [-1, 0, 1]];
 * const binned = pipe(input(2), numericEmbedding(8, { encoding: 'piecewiseLinear', edges }));
 * binned.output; // => [2, 8]
 * ```
 */
export const numericEmbedding = <const Width extends number>(
  width: Width,
  options: NumericEmbeddingOptions,
): Stage<number, readonly [number, Width]> => {
  checkOptions('numericEmbedding', { width, options }, { width: 'number', options: 'object' });
  const { encoding, name } = options;
  const make = encodingOf(options);
  requireShape('numericEmbedding', [width]);
  if (encoding === 'phased' && width < 2)
    throw new ArgumentError(
      `numericEmbedding: the width of a phased encoding is 2 or more, as the number itself is a feature, got ${width}`,
    );
  return layer((shape: number) => {
    const features = requireWidth('numericEmbedding', shape);
    const { config, size, init, apply } = make(features, width);
    return {
      kind: 'numericEmbedding',
      ...(name === undefined ? {} : { name }),
      output: [features, width] as const,
      size,
      config: { width, encoding, ...config },
      init: (key, dtype) => ({ params: init(key, dtype), state: {} }),
      apply: ({ params, state }, x) => [apply(params, requireRows('numericEmbedding', x)), state],
    };
  });
};

/** The options that a description holds. The layer checks what is in them. */
const optionsIn = (config: Config): Decoded<NumericEmbeddingOptions> => {
  const { encoding, activation, edges } = config;
  const waves = allNumbersIn(config, ['frequencies', 'sigma']);
  if (encoding === 'phased') return isLeft(waves) ? waves : right({ encoding, ...waves.right });
  if (encoding !== 'periodic' && encoding !== 'piecewiseLinear')
    return left("'encoding' must be 'periodic', 'phased' or 'piecewiseLinear'");
  if (!isEndActivation(activation)) return left("'activation' must be the name of one, or 'none'");
  if (encoding === 'periodic') {
    const sharedLinear = booleanIn(config, 'sharedLinear');
    if (isLeft(waves)) return waves;
    return isLeft(sharedLinear)
      ? sharedLinear
      : right({ encoding, ...waves.right, activation, sharedLinear: sharedLinear.right });
  }
  const linear = booleanIn(config, 'linear');
  if (isLeft(linear)) return linear;
  return Array.isArray(edges)
    ? right({ encoding, edges, activation, linear: linear.right })
    : left("'edges' must be a list of numbers for each feature");
};

export const numericEmbeddingKind: LayerKind = {
  kind: 'numericEmbedding',
  decode: (config, named) => {
    const width = allNumbersIn(config, ['width']);
    if (isLeft(width)) return width;
    const options = optionsIn(config);
    return isLeft(options)
      ? options
      : right(numericEmbedding(width.right.width, { ...options.right, ...named }));
  },
};
