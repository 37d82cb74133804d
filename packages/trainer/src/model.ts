import { decodeTransform, encodeTransform, type Transform } from '@puregrad/data';
import {
  type Axes,
  kinds as builtIn,
  describeNetwork,
  isAxes,
  type LayerKind,
  type Network,
  networkOf,
  type Shape,
  showNetworkShape,
} from '@puregrad/layers';
import { ArgumentError, leavesWithPaths, ShapeError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import type { ModelVariables } from './evaluate.ts';
import { fillNetwork } from './fill-network.ts';
import { parseJson } from './json/decoder.ts';
import { misfit } from './misfit.ts';
import { decodeTensors, encodeTensors } from './safetensors.ts';

/** A model to be saved: the result of a run is one. */
export interface UnsavedModel<In extends Shape = Axes, Out extends Shape = Axes>
  extends ModelVariables {
  readonly network: Network<In, Out>;
  /** The transform of the inputs, fitted to the training data and applied before the network. */
  readonly transform?: Transform;
  /** Free text by name, such as the names of the labels, saved and read back unchanged; none by default. */
  readonly notes?: { readonly [name: string]: string };
}

/** A network with its parameters and layer states, and notes about them. */
export interface Model<In extends Shape = Axes, Out extends Shape = Axes>
  extends UnsavedModel<In, Out> {
  readonly notes: { readonly [name: string]: string };
}

/** Why bytes are not a model, or not the expected one. */
export interface ModelError {
  readonly _tag: 'ModelError';
  readonly message: string;
}

/** What `decodeModel` may read. */
export interface ModelOptions {
  /** The kinds of the layers; those of `@puregrad/layers` by default. For layers of your own, `[...kinds, mine]`. */
  readonly kinds?: readonly LayerKind[];
  /** Whether the network may take or give named parts; false by default, for one tensor in and one out. */
  readonly parts?: boolean;
}

export const checkModelOptions = (operation: string, options: ModelOptions): ModelOptions =>
  checkOptions(operation, options, { kinds: '{kind,decode}[]?', parts: 'boolean?' });

/** `decodeModel`: a model of one tensor in and one out, or with `parts: true` of any shapes. */
export interface DecodeModel {
  (
    bytes: Uint8Array,
    options: ModelOptions & { readonly parts: true },
  ): Either<ModelError, Model<Shape, Shape>>;
  (
    bytes: Uint8Array,
    options?: ModelOptions & { readonly parts?: false },
  ): Either<ModelError, Model>;
}

const FORMAT = 'puregrad model 1';
const NOTE = 'note.';

const fail = (message: string): Either<ModelError, never> => left({ _tag: 'ModelError', message });

const variables = ({ params, state }: ModelVariables): ModelVariables => ({ params, state });

/**
 * A model as the bytes of a safetensors file: tensors `params.dense1.kernel`, …, the network's
 * description and the notes in the metadata. Equal models give equal bytes.
 *
 * @throws ShapeError if the transform's rows have another width than the network's inputs.
 * @param options.kinds The kinds of its layers, with which `decodeModel` will be called: those of `@puregrad/layers` by
 * default.
 * @throws ArgumentError for a model that `decodeModel` could not read: one with a layer of your own whose kind is not
 * given, or with variables of another network. `encodeTensors` writes any tensors.
 * @example
 * ```ts
 * import { dense, initialize, input } from '@puregrad/layers';
 * import { key, pipe } from '@puregrad/tensors';
 * import { decodeModel, encodeModel } from '@puregrad/trainer';
 * const network = pipe(input(1), dense(2));
 * const model = { network, ...initialize(network, key(1)), notes: {} };
 * decodeModel(encodeModel(model))._tag; // => 'Right'
 * ```
 */
export const encodeModel = (
  model: UnsavedModel<Shape, Shape>,
  options: Pick<ModelOptions, 'kinds'> = {},
): Uint8Array<ArrayBuffer> => {
  checkOptions('encodeModel', { model }, { model: '{network,params}' });
  const { kinds = builtIn } = checkOptions('encodeModel', options, { kinds: '{kind,decode}[]?' });
  const why = misfit(model.network, model.transform);
  if (why !== undefined) throw new ShapeError(`encodeModel: ${why}`);
  const bytes = encodeTensors({
    tensors: Object.fromEntries(leavesWithPaths(variables(model))),
    metadata: {
      format: FORMAT,
      network: JSON.stringify(describeNetwork(model.network)),
      ...(model.transform === undefined ? {} : { transform: encodeTransform(model.transform) }),
      ...Object.fromEntries(
        Object.entries(model.notes ?? {})
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, text]) => [`${NOTE}${name}`, text]),
      ),
    },
  });
  // The file is checked now, because a reader of the file could not repair it.
  const again = decodeModel(bytes, { kinds, parts: true });
  if (isLeft(again))
    throw new ArgumentError(
      `encodeModel: decodeModel could not read it, ${again.left.message}; for a layer of your own pass { kinds: [...kinds, mine] }, or save the tensors alone by encodeTensors`,
    );
  return bytes;
};

/**
 * Reads a model. For layers of your own, give their kinds; for a network of several inputs or outputs, `parts: true`,
 * and `variablesFor(network, model)` then gives the variables of a network whose shapes are known to the compiler.
 *
 * @returns Left with the reason if the bytes are not a model, if it has layers of other kinds, or if its network takes or
 * gives named parts and they were not asked for.
 *
 * @example
 * ```ts
 * import { concat, dense, initialize, input } from '@puregrad/layers';
 * import { key, pipe } from '@puregrad/tensors';
 * import { decodeModel, encodeModel } from '@puregrad/trainer';
 * const network = pipe(input({ picture: 4, word: 2 }), concat(), dense(2));
 * const bytes = encodeModel({ network, ...initialize(network, key(1)) });
 * [decodeModel(bytes)._tag, decodeModel(bytes, { parts: true })._tag]; // => ['Left', 'Right']
 * ```
 */
export const decodeModel: DecodeModel = ((
  bytes: Uint8Array,
  options: ModelOptions = {},
): Either<ModelError, Model<Shape, Shape>> => {
  const { kinds = builtIn, parts = false } = checkModelOptions('decodeModel', options);
  const file = decodeTensors(bytes);
  if (isLeft(file)) return fail(file.left.message);
  const { metadata, tensors } = file.right;
  if (metadata.format !== FORMAT || metadata.network === undefined)
    return fail(
      `a safetensors file, but not a model of this library: its metadata lack format '${FORMAT}'`,
    );
  const description = parseJson(metadata.network);
  if (isLeft(description)) return fail(`damaged: its network ${description.left}`);
  const decoded = networkOf(description.right, kinds);
  if (isLeft(decoded)) return fail(decoded.left.message);
  const network = decoded.right;
  const many = parts ? undefined : partsIn(network);
  if (many !== undefined) return fail(many);
  const transform =
    metadata.transform === undefined ? undefined : decodeTransform(metadata.transform);
  if (transform !== undefined && isLeft(transform)) return fail(transform.left.message);
  const why = misfit(network, transform?.right);
  if (why !== undefined) return fail(`damaged: ${why}`);
  const found = fillNetwork(network, tensors);
  if (isLeft(found)) return fail(found.left);
  const notes = Object.fromEntries(
    Object.entries(metadata).flatMap(([name, text]) =>
      name.startsWith(NOTE) ? [[name.slice(NOTE.length), text]] : [],
    ),
  );
  return right({
    network,
    ...found.right,
    ...(transform === undefined ? {} : { transform: transform.right }),
    notes,
  });
}) as DecodeModel;

/** What a network is that does not take and give one tensor; undefined for one that does. */
const partsIn = ({ input, output }: Network): string | undefined => {
  const [does, shape] = isAxes(input) ? ['gives', output] : ['takes', input];
  return isAxes(shape)
    ? undefined
    : `its network ${does} named parts, ${showNetworkShape(shape)}, not one tensor; if you want such a network, pass { parts: true }`;
};

/**
 * The variables of a model of this network.
 *
 * @returns Left naming the first difference if it is a model of another network.
 *
 * @example
 * ```ts
 * import { dense, initialize, input } from '@puregrad/layers';
 * import { key, pipe } from '@puregrad/tensors';
 * import { variablesFor } from '@puregrad/trainer';
 * const network = pipe(input(1), dense(2));
 * const model = { network, ...initialize(network, key(1)), notes: {} };
 * variablesFor(pipe(input(2), dense(2)), model)._tag; // => 'Left'
 * ```
 */
export const variablesFor = (
  network: Network,
  model: Model<Shape, Shape>,
): Either<ModelError, ModelVariables> => {
  checkOptions(
    'variablesFor',
    { network, model },
    { network: '{layers}', model: '{network,params}' },
  );
  const [wanted, given] = [describeNetwork(network), describeNetwork(model.network)];
  const [takes, taken] = [wanted.input, given.input].map((shape) => JSON.stringify(shape));
  if (takes !== taken)
    return fail(`a model of another network: it takes ${taken} features, this network ${takes}`);
  const count = Math.max(wanted.layers.length, given.layers.length);
  for (let i = 0; i < count; i++) {
    const [a, b] = [wanted.layers[i], given.layers[i]].map((layer) => JSON.stringify(layer));
    if (a !== b)
      return fail(
        `a model of another network: layer ${i + 1} is ${b ?? 'missing'}, this network's ${a ?? 'missing'}`,
      );
  }
  return right(variables(model));
};
