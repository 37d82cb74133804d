import { decodeTransform, encodeTransform, type Transform } from '@puregrad/data';
import {
  type Axes,
  describeNetwork,
  initialize,
  type Network,
  networkOf,
  type Shape,
  walkLayers,
} from '@puregrad/layers';
import {
  ArgumentError,
  key,
  leavesWithPaths,
  mapTree,
  ShapeError,
  showShape,
  type Tensor,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import type { ModelVariables } from './evaluate.ts';
import { parseJson } from './json/decoder.ts';
import { isAxes } from './parts.ts';
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

const FORMAT = 'puregrad model 1';
const NOTE = 'note.';

const fail = (message: string): Either<ModelError, never> => left({ _tag: 'ModelError', message });

const variables = ({ params, state }: ModelVariables): ModelVariables => ({ params, state });

/** The width of the rows in each stage of a transform. */
const widthsOf = (transform: Transform): readonly number[] => {
  switch (transform.kind) {
    case 'standardize':
      return [transform.mean.length];
    case 'normalize':
      return [transform.min.length];
    case 'composed':
      return transform.transforms.flatMap(widthsOf);
  }
};

/** The fault of a transform as the input of a network; undefined if there is none. */
const misfit = ({ input }: Network, transform: Transform | undefined): string | undefined => {
  if (transform === undefined) return undefined;
  if (!isAxes(input))
    return `its transform is of one tensor, the network takes the parts ${Object.keys(input).join(', ')}; transform them before they are given to it`;
  const size = [input].flat().reduce((product, length) => product * length, 1);
  const width = widthsOf(transform).find((width) => width !== size);
  return width === undefined
    ? undefined
    : `its transform is of ${width} numbers, the network takes ${typeof input === 'number' ? input : showShape(input)}`;
};

/**
 * A model as the bytes of a safetensors file: tensors `params.dense1.kernel`, …, the network's
 * description and the notes in the metadata. Equal models give equal bytes.
 *
 * @throws ShapeError if the transform's rows have another width than the network's inputs.
 * @throws ArgumentError for a model that `decodeModel` could not read: one with a layer of your own, which no
 * description can make again, or with variables of another network. `encodeTensors` writes any tensors.
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
export const encodeModel = (model: UnsavedModel<Shape, Shape>): Uint8Array<ArrayBuffer> => {
  checkOptions('encodeModel', { model }, { model: '{network,params}' });
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
  const again = decodeModel(bytes);
  if (isLeft(again))
    throw new ArgumentError(
      `encodeModel: decodeModel could not read it, ${again.left.message}; save the tensors alone by encodeTensors`,
    );
  return bytes;
};

/**
 * Reads a model.
 *
 * @returns Left with the reason if the bytes are not a model.
 *
 * @example
 * ```ts
 * import { decodeModel } from '@puregrad/trainer';
 * decodeModel(new Uint8Array(0))._tag; // => 'Left'
 * ```
 */
export const decodeModel = (bytes: Uint8Array): Either<ModelError, Model> => {
  const file = decodeTensors(bytes);
  if (isLeft(file)) return fail(file.left.message);
  const { metadata, tensors } = file.right;
  if (metadata.format !== FORMAT || metadata.network === undefined)
    return fail(
      `a safetensors file, but not a model of this library: its metadata lack format '${FORMAT}'`,
    );
  const description = parseJson(metadata.network);
  if (isLeft(description)) return fail(`damaged: its network ${description.left}`);
  const decoded = networkOf(description.right);
  if (isLeft(decoded)) return fail(decoded.left.message);
  const network = decoded.right as Network<Axes, Axes>;
  const transform =
    metadata.transform === undefined ? undefined : decodeTransform(metadata.transform);
  if (transform !== undefined && isLeft(transform)) return fail(transform.left.message);
  const why = misfit(network, transform?.right);
  if (why !== undefined) return fail(`damaged: ${why}`);
  const found = fill(network, tensors);
  if (isLeft(found)) return found;
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
};

/** The number of elements by which a network may exceed its file before its variables are not even laid out. */
const SLACK = 2 ** 20;

/** The file's tensors as the network's variables; each must exist and fit. */
const fill = (
  network: Network,
  tensors: { readonly [name: string]: Tensor },
): Either<ModelError, ModelVariables> => {
  // Otherwise a file of a hundred bytes could demand all memory.
  const least = walkLayers(network).reduce((total, { layer }) => total + (layer.size ?? 0), 0);
  const held = Object.values(tensors).reduce((total, { size }) => total + size, 0);
  if (least > held + SLACK)
    return fail(`the network needs ${least} numbers, the file holds ${held}`);
  const wanted = variables(initialize(network, key(0)));
  const expected = leavesWithPaths(wanted);
  for (const [path, { shape }] of expected) {
    const tensor = tensors[path];
    if (tensor === undefined) return fail(`tensor '${path}' is missing`);
    if (showShape(tensor.shape) !== showShape(shape))
      return fail(
        `tensor '${path}' has shape ${showShape(tensor.shape)}, the network needs ${showShape(shape)}`,
      );
    // Layers have floating-point variables, all of one precision.
    const precision = tensors[expected[0]![0]]!.dtype === 'float64' ? 'float64' : 'float32';
    if (tensor.dtype !== precision)
      return fail(`tensor '${path}' is ${tensor.dtype}, the network needs ${precision}`);
  }
  const known = new Set(expected.map(([path]) => path));
  const extra = Object.keys(tensors).find((name) => !known.has(name));
  if (extra !== undefined) return fail(`tensor '${extra}' does not belong to a layer`);
  return right(mapTree(wanted, (_, path) => tensors[path]!));
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
