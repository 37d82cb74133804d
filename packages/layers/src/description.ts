import type { Static } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { Either } from 'fp-ts/lib/Either.js';
import { isActivationName } from './activation-names.ts';
import {
  elu,
  gelu,
  hardSigmoid,
  leakyRelu,
  mish,
  relu,
  selu,
  sigmoid,
  silu,
  softplus,
  softsign,
  tanh,
} from './activations.ts';
import { alphaDropout } from './alpha-dropout.ts';
import { batchNorm } from './batch-norm.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { gaussianDropout } from './gaussian-dropout.ts';
import type { Layer } from './layer.ts';
import { layerNorm } from './layer-norm.ts';
import { prelu, rrelu } from './learned-activations.ts';
import { input, type Keep, layerNames, type Network, type Widen } from './network.ts';

/** A network as plain JSON: what it computes, without parameters, initializers and penalties. */
export interface NetworkDescription {
  readonly inputWidth: number;
  readonly layers: readonly LayerDescription[];
}

/** A layer as plain JSON. */
export interface LayerDescription {
  readonly kind: string;
  readonly name?: string;
  readonly config: { readonly [name: string]: Static };
}

/** Why a description is none that this version can build. */
export interface DescriptionError {
  readonly _tag: 'DescriptionError';
  readonly message: string;
}

/**
 * The description to save beside a network's parameters.
 *
 * @example
 * ```ts
 * import { describeNetwork, input, relu } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * describeNetwork(pipe(input(2), relu()));
 * // => { inputWidth: 2, layers: [{ kind: 'relu', config: {} }] }
 * ```
 */
export const describeNetwork = (network: Network): NetworkDescription => {
  checkOptions('describeNetwork', { network }, { network: '{layers}' });
  return {
    inputWidth: network.inputWidth,
    layers: network.layers.map(({ kind, name, config }) => ({
      kind,
      ...(name === undefined ? {} : { name }),
      config,
    })),
  };
};

type Stage = Keep | Widen<number>;
type Decoder = (config: Readonly<Record<string, unknown>>, name: string | undefined) => Stage;

const number = (config: Readonly<Record<string, unknown>>, field: string): number => {
  const value = config[field];
  // JSON has no infinity, but 1e999 is read as one.
  if (!Number.isFinite(value)) throw new TypeError(`'${field}' must be a number`);
  return value as number;
};

const named = (name: string | undefined): { readonly name?: string } =>
  name === undefined ? {} : { name };

const decoders: { readonly [kind: string]: Decoder } = {
  dense: (config, name) => {
    const { activation, useBias } = config;
    if (activation !== undefined && !isActivationName(activation))
      throw new TypeError(
        typeof activation === 'string'
          ? `'activation' ${JSON.stringify(activation)} is unknown`
          : "'activation' must be a text",
      );
    if (typeof useBias !== 'boolean') throw new TypeError("'useBias' must be true or false");
    return dense(number(config, 'units'), {
      useBias,
      ...(activation === undefined ? {} : { activation }),
      ...named(name),
    });
  },
  relu,
  sigmoid,
  tanh,
  softplus,
  softsign,
  selu,
  silu,
  mish,
  leakyRelu: (config) => leakyRelu({ alpha: number(config, 'alpha') }),
  gelu: (config) => gelu({ approximate: config.approximate === true }),
  hardSigmoid: (config) => hardSigmoid({ slope: number(config, 'slope') }),
  prelu: (config, name) => prelu({ alpha: number(config, 'alpha'), ...named(name) }),
  rrelu: (config) => rrelu({ lower: number(config, 'lower'), upper: number(config, 'upper') }),
  layerNorm: (config, name) => layerNorm({ epsilon: number(config, 'epsilon'), ...named(name) }),
  elu: (config) => elu({ alpha: number(config, 'alpha') }),
  dropout: (config) => dropout(number(config, 'rate')),
  gaussianDropout: (config) => gaussianDropout(number(config, 'rate')),
  alphaDropout: (config) => alphaDropout(number(config, 'rate')),
  batchNorm: (config, name) => {
    const { movingVariance } = config;
    if (movingVariance !== 'biased' && movingVariance !== 'unbiased')
      throw new TypeError("'movingVariance' must be 'biased' or 'unbiased'");
    return batchNorm({
      decay: number(config, 'decay'),
      epsilon: number(config, 'epsilon'),
      movingVariance,
      ...named(name),
    });
  },
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What of a description its layer does not know: dropped, it could be another network. */
const unknownPart = (
  given: { readonly name?: unknown; readonly config: Readonly<Record<string, unknown>> },
  made: Layer,
): string | undefined =>
  given.name === made.name
    ? Object.keys(given.config).find(
        (field) => !Object.hasOwn(made.config, field) || made.config[field] !== given.config[field],
      )
    : 'name';

const decodeLayer = (value: unknown, i: number, width: number): Layer => {
  if (!isRecord(value) || typeof value.kind !== 'string' || !isRecord(value.config))
    throw new TypeError(`layer ${i} needs a 'kind' and a 'config'`);
  const { kind, name, config } = value;
  if (!Object.hasOwn(decoders, kind as string))
    throw new TypeError(
      `layer ${i} is a '${kind}', which this version does not know; known are ${Object.keys(decoders).join(', ')}`,
    );
  if (name !== undefined && typeof name !== 'string')
    throw new TypeError(`layer ${i} has a 'name' that is no text`);
  try {
    const given = config as Record<string, unknown>;
    const made = decoders[kind as string]!(given, name)(input(width)).layers[0]!;
    const unknown = unknownPart({ name, config: given }, made);
    if (unknown !== undefined) throw new TypeError(`its '${unknown}' is not known`);
    return made;
  } catch (error) {
    throw new TypeError(`layer ${i} (${kind}): ${(error as Error).message}`);
  }
};

/**
 * The network of a description, from a file say; `describeNetwork`'s inverse.
 *
 * @returns Left for what is no description, or has a layer, a setting or a name that this version would not
 * keep.
 * @example
 * ```ts
 * import { describeNetwork, input, networkOf, relu } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const description = describeNetwork(pipe(input(2), relu()));
 * networkOf(description)._tag; // => 'Right'
 * ```
 */
export const networkOf = (description: unknown): Either<DescriptionError, Network> => {
  try {
    if (!isRecord(description) || !Array.isArray(description.layers))
      throw new TypeError("a description needs 'inputWidth' and 'layers'");
    const { inputWidth } = input(number(description, 'inputWidth'));
    const layers: Layer[] = [];
    let outputWidth = inputWidth;
    for (const [i, value] of (description.layers as unknown[]).entries()) {
      const layer = decodeLayer(value, i, outputWidth);
      layers.push(layer);
      outputWidth = layer.outputWidth;
    }
    const network = { inputWidth, outputWidth, layers };
    layerNames(network);
    return { _tag: 'Right', right: network };
  } catch (error) {
    const message = `not a network description: ${(error as Error).message}`;
    return { _tag: 'Left', left: { _tag: 'DescriptionError', message } };
  }
};
