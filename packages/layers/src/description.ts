import type { Static } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, isLeft, left, right, tryCatch } from 'fp-ts/lib/Either.js';
import { isActivationName } from './activation-names.ts';
import {
  type ActivationLayerName,
  activationsByName,
  type NamedActivation,
} from './activation-table.ts';
import { alphaDropout } from './alpha-dropout.ts';
import { batchNorm } from './batch-norm.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { gaussianDropout } from './gaussian-dropout.ts';
import type { Layer } from './layer.ts';
import { layerNorm } from './layer-norm.ts';
import { input, layerNames, type Network, type Stage } from './network.ts';

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

/** The reason why this version cannot build a description's network. */
export interface DescriptionError {
  readonly _tag: 'DescriptionError';
  readonly message: string;
}

/**
 * A network's description, to save with its parameters.
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

type Config = Readonly<Record<string, unknown>>;
/** A decoded value, or the problem with it. */
type Decoded<A> = Either<string, A>;
type Name = { readonly name?: string };
type Decoder = (config: Config, name: Name) => Decoded<Stage<number>>;

const number = (config: Config, field: string): Decoded<number> => {
  const value = config[field];
  // JSON has no infinity, but 1e999 is read as one.
  return Number.isFinite(value) ? right(value as number) : left(`'${field}' must be a number`);
};

const boolean = (config: Config, field: string): Decoded<boolean> => {
  const value = config[field];
  return typeof value === 'boolean' ? right(value) : left(`'${field}' must be true or false`);
};

/** A layer whose settings are numbers. */
const ofNumbers =
  <F extends string>(
    fields: readonly F[],
    make: (settings: { readonly [K in F]: number } & Name) => Stage<number>,
  ): Decoder =>
  (config, name) => {
    const settings: { [field: string]: number } = {};
    for (const field of fields) {
      const value = number(config, field);
      if (isLeft(value)) return value;
      settings[field] = value.right;
    }
    return right(make({ ...(settings as { readonly [K in F]: number }), ...name }));
  };

/** An activation. A description has all its settings, as the layer with the usual settings shows. */
const ofActivation =
  ({ make }: NamedActivation): Decoder =>
  (config, name) => {
    const settings: { [field: string]: number | boolean } = {};
    for (const [field, usual] of Object.entries(make()(input(1)).layers[0]!.config)) {
      const value = (typeof usual === 'number' ? number : boolean)(config, field);
      if (isLeft(value)) return value;
      settings[field] = value.right;
    }
    return right(make({ ...settings, ...name }));
  };

const others: { readonly [kind: string]: Decoder } = {
  dense: (config, name) => {
    const { activation } = config;
    if (activation !== undefined && !isActivationName(activation))
      return left(
        typeof activation === 'string'
          ? `'activation' ${JSON.stringify(activation)} is unknown`
          : "'activation' must be a string",
      );
    const bias = boolean(config, 'useBias');
    if (isLeft(bias)) return bias;
    const options = { useBias: bias.right, ...(activation === undefined ? {} : { activation }) };
    return ofNumbers(['units'], ({ units, ...named }) => dense(units, { ...options, ...named }))(
      config,
      name,
    );
  },
  layerNorm: ofNumbers(['epsilon'], layerNorm),
  dropout: ofNumbers(['rate'], ({ rate }) => dropout(rate)),
  gaussianDropout: ofNumbers(['rate'], ({ rate }) => gaussianDropout(rate)),
  alphaDropout: ofNumbers(['rate'], ({ rate }) => alphaDropout(rate)),
  batchNorm: (config, name) => {
    const { movingVariance } = config;
    return movingVariance === 'biased' || movingVariance === 'unbiased'
      ? ofNumbers(['decay', 'epsilon'], (options) => batchNorm({ ...options, movingVariance }))(
          config,
          name,
        )
      : left("'movingVariance' must be 'biased' or 'unbiased'");
  },
};

const decoderOf = (kind: string): Decoder | undefined => {
  if (Object.hasOwn(activationsByName, kind))
    return ofActivation(activationsByName[kind as ActivationLayerName]);
  return Object.hasOwn(others, kind) ? others[kind] : undefined;
};

const knownKinds = (): string =>
  [...Object.keys(others), ...Object.keys(activationsByName)].join(', ');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The part of a description that its layer does not know. Without it, the network could be another one. */
const unknownPart = (
  given: { readonly name?: unknown; readonly config: Readonly<Record<string, unknown>> },
  made: Layer,
): string | undefined =>
  given.name === made.name
    ? Object.keys(given.config).find(
        (field) => !Object.hasOwn(made.config, field) || made.config[field] !== given.config[field],
      )
    : 'name';

/** Turns an exception of a layer, for a rate of 2 say, into a problem of the description. */
const attempt = <A>(make: () => Decoded<A>): Decoded<A> => {
  const made = tryCatch(make, (error) => (error as Error).message);
  return isLeft(made) ? made : made.right;
};

const decodeLayer = (value: unknown, i: number, width: number): Decoded<Layer> => {
  if (!isRecord(value) || typeof value.kind !== 'string' || !isRecord(value.config))
    return left(`layer ${i} needs a 'kind' and a 'config'`);
  const { kind, name, config } = value;
  const decoder = decoderOf(kind);
  if (decoder === undefined)
    return left(
      `layer ${i} is a '${kind}', which this version does not know; known are ${knownKinds()}`,
    );
  if (name !== undefined && typeof name !== 'string')
    return left(`layer ${i} has a 'name' that is not a string`);
  const made = attempt(() => {
    const stage = decoder(config, name === undefined ? {} : { name });
    if (isLeft(stage)) return stage;
    const layer = stage.right(input(width)).layers[0]!;
    const unknown = unknownPart({ name, config }, layer);
    return unknown === undefined ? right(layer) : left(`its '${unknown}' is not known`);
  });
  return isLeft(made) ? left(`layer ${i} (${kind}): ${made.left}`) : made;
};

const decodeNetwork = (description: unknown): Decoded<Network> => {
  if (!isRecord(description) || !Array.isArray(description.layers))
    return left("a description needs 'inputWidth' and 'layers'");
  const inputWidth = number(description, 'inputWidth');
  if (isLeft(inputWidth)) return inputWidth;
  const begun = input(inputWidth.right);
  const layers: Layer[] = [];
  let { outputWidth } = begun as Network;
  for (const [i, value] of (description.layers as unknown[]).entries()) {
    const layer = decodeLayer(value, i, outputWidth);
    if (isLeft(layer)) return layer;
    layers.push(layer.right);
    outputWidth = layer.right.outputWidth;
  }
  const network = { inputWidth: inputWidth.right, outputWidth, layers };
  layerNames(network);
  return right(network);
};

/**
 * The network of a description, which may come from a file. It is the inverse of `describeNetwork`.
 *
 * @returns Left if the value is not a description, or if it has a layer, a setting or a name that this version does not
 * know.
 * @example
 * ```ts
 * import { describeNetwork, input, networkOf, relu } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const description = describeNetwork(pipe(input(2), relu()));
 * networkOf(description)._tag; // => 'Right'
 * ```
 */
export const networkOf = (description: unknown): Either<DescriptionError, Network> => {
  const network = attempt(() => decodeNetwork(description));
  return isLeft(network)
    ? left({ _tag: 'DescriptionError', message: `not a network description: ${network.left}` })
    : network;
};
