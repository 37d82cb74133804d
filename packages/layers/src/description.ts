import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import { attempt, type Decoded, isRecord, type LayerKind, type Parts } from './decoding.ts';
import { kinds as builtIn } from './kinds.ts';
import type { Layer, Setting } from './layer.ts';
import { input, layerNames, type Network } from './network.ts';
import type { Shape } from './shape.ts';

/** A network as plain JSON: what it computes, without parameters, initializers and penalties. */
export interface NetworkDescription {
  readonly input: Shape;
  readonly layers: readonly LayerDescription[];
}

/** A layer as plain JSON. */
export interface LayerDescription {
  readonly kind: string;
  readonly name?: string;
  readonly config: { readonly [name: string]: Setting };
  /** The networks within the layer; left out if there are none. */
  readonly parts?: { readonly [name: string]: NetworkDescription };
}

/** The reason why a description's network cannot be built. */
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
 * // => { input: 2, layers: [{ kind: 'relu', config: {} }] }
 * ```
 */
export const describeNetwork = (network: Network): NetworkDescription => {
  checkOptions('describeNetwork', { network }, { network: '{layers}' });
  return describe(network);
};

const describe = ({ input, layers }: Network): NetworkDescription => ({
  input,
  layers: layers.map(({ kind, name, config, parts }) => {
    const within = Object.entries(parts).map(([part, of]) => [part, describe(of)] as const);
    return {
      kind,
      ...(name === undefined ? {} : { name }),
      config,
      ...(within.length === 0 ? {} : { parts: Object.fromEntries(within) }),
    };
  }),
});

/** The part of a description that its layer does not know. Without it, the network could be another one. */
const unknownPart = (
  given: {
    readonly name?: unknown;
    readonly config: Readonly<Record<string, unknown>>;
    readonly parts: Parts;
  },
  made: Layer,
): string | undefined => {
  if (given.name !== made.name) return 'name';
  const setting = Object.keys(given.config).find(
    (field) =>
      !Object.hasOwn(made.config, field) || !isSame(made.config[field], given.config[field]),
  );
  return setting ?? Object.keys(given.parts).find((part) => !Object.hasOwn(made.parts, part));
};

const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));

/** Networks within layers are nested so deeply at most. */
const DEEPEST = 64;

type Kinds = ReadonlyMap<string, LayerKind>;

const decodeParts = (value: unknown, kinds: Kinds, depth: number): Decoded<Parts> => {
  if (value === undefined) return right({});
  if (!isRecord(value)) return left("its 'parts' must be networks by their names");
  if (depth === DEEPEST) return left(`networks are nested more than ${DEEPEST} deep`);
  const parts: [string, Network][] = [];
  for (const [name, description] of Object.entries(value)) {
    const part = attempt(() => decodeChain(description, kinds, depth + 1));
    if (isLeft(part)) return left(`part '${name}': ${part.left}`);
    parts.push([name, part.right]);
  }
  return right(Object.fromEntries(parts));
};

const decodeLayer = (
  value: unknown,
  i: number,
  before: Shape,
  kinds: Kinds,
  depth: number,
): Decoded<Layer> => {
  if (!isRecord(value) || typeof value.kind !== 'string' || !isRecord(value.config))
    return left(`layer ${i} needs a 'kind' and a 'config'`);
  const { kind, name, config } = value;
  const known = kinds.get(kind);
  if (known === undefined)
    return left(
      `layer ${i} is a '${kind}', which is not known here; known are ${[...kinds.keys()].join(', ')}`,
    );
  if (name !== undefined && typeof name !== 'string')
    return left(`layer ${i} has a 'name' that is not a string`);
  const made = attempt(() => {
    const parts = decodeParts(value.parts, kinds, depth);
    if (isLeft(parts)) return parts;
    const stage = known.decode(config, name === undefined ? {} : { name }, parts.right);
    if (isLeft(stage)) return stage;
    const layer = stage.right(input(before) as Network<Shape, never>).layers[0]!;
    const unknown = unknownPart({ name, config, parts: parts.right }, layer);
    return unknown === undefined ? right(layer) : left(`its '${unknown}' is not known`);
  });
  return isLeft(made) ? left(`layer ${i} (${kind}): ${made.left}`) : made;
};

/** The shape in a description, or the problem with it. Descriptions of earlier versions have an `inputWidth`. */
const decodeInput = ({
  input: shape,
  inputWidth,
}: Readonly<Record<string, unknown>>): Decoded<Network> => {
  const given = shape ?? inputWidth;
  return isShape(given)
    ? right(input(given))
    : left("'input' must be a width, a list of axes, or a record of them");
};

const isShape = (value: unknown): value is Shape =>
  Number.isFinite(value) ||
  (Array.isArray(value) && value.every(Number.isFinite)) ||
  (isRecord(value) && Object.values(value).every(isShape));

const decodeChain = (description: unknown, kinds: Kinds, depth: number): Decoded<Network> => {
  if (!isRecord(description) || !Array.isArray(description.layers))
    return left("a description needs 'input' and 'layers'");
  const begun = decodeInput(description);
  if (isLeft(begun)) return begun;
  const layers: Layer[] = [];
  let { output } = begun.right;
  for (const [i, value] of (description.layers as unknown[]).entries()) {
    const layer = decodeLayer(value, i, output, kinds, depth);
    if (isLeft(layer)) return layer;
    layers.push(layer.right);
    output = layer.right.output;
  }
  const network = { input: begun.right.input, output, layers };
  layerNames(network);
  return right(network);
};

/**
 * The network of a description, which may come from a file. It is the inverse of `describeNetwork`.
 *
 * @param layerKinds The kinds of layers that it may have: those of this package by default. For layers of one's own,
 * pass `[...kinds, mine]`; a later one replaces an earlier one of its name.
 * @returns Left if the value is not a description, or if it has a layer, a setting or a name that the kinds do not
 * know.
 * @example
 * ```ts
 * import { describeNetwork, input, networkOf, relu } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const description = describeNetwork(pipe(input(2), relu()));
 * networkOf(description)._tag; // => 'Right'
 * ```
 */
export const networkOf = (
  description: unknown,
  layerKinds: readonly LayerKind[] = builtIn,
): Either<DescriptionError, Network> => {
  checkOptions('networkOf', { kinds: layerKinds }, { kinds: '{kind,decode}[]' });
  const known = new Map(layerKinds.map((of) => [of.kind, of]));
  const network = attempt(() => decodeChain(description, known, 0));
  return isLeft(network)
    ? left({ _tag: 'DescriptionError', message: `not a network description: ${network.left}` })
    : network;
};
