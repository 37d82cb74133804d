import { foldIn, isTensor, type Key, ShapeError, showShape, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import {
  inLayer,
  type Layer,
  type LayerVariables,
  type Part,
  type Variables,
  within,
} from './layer.ts';
import { layerNames, type Network } from './network.ts';
import { examplesOf, type Flow, isAxes, requireFlow, type Shape } from './shape.ts';

export interface ApplyOptions {
  /** True in training: dropout is active, and batch norm uses the batch's statistics. False by default. */
  readonly training?: boolean;
  /** For layers that draw random numbers in training; a fresh one each step. */
  readonly key?: Key;
  /** With `training`: the number of examples so far in a pass of `renewStatistics`. */
  readonly seen?: Tensor | undefined;
}

/** The output of a layer of the network, or of a part of it, if it is one tensor. */
export interface LayerOutput {
  /** Its path, such as `residual1.body.dense1`. A layer with shared weights comes once for each of its uses. */
  readonly name: string;
  readonly output: Tensor;
}

/** A function that runs a network with parameters, layer states and inputs, and returns an `R`. */
export type Apply<R, In extends Shape = Shape> = (
  params: Variables,
  state: Variables,
  x: Flow<In>,
  options?: ApplyOptions,
) => R;

/** What is the same for all layers of one run. */
interface Run {
  readonly training: boolean;
  readonly seen: Tensor | undefined;
  readonly outputs: LayerOutput[];
}

const show = (tensor: Tensor | undefined): string =>
  tensor === undefined ? 'missing' : `${tensor.dtype} ${showShape(tensor.shape)}`;

/** The output and the state that a layer's `apply` gave. */
const requireMade = (made: ReturnType<Layer['apply']>, output: Shape): typeof made => {
  checkOptions('apply', { result: made }, { result: 'array' });
  const [value, state] = made;
  checkOptions('apply', { output: value }, { output: isAxes(output) ? 'tensor' : 'object' });
  checkOptions('apply', { state }, { state: 'object' });
  return made;
};

/**
 * The state in the form of the old one. A state that changed its form would be dropped, or be another one in the next
 * step.
 */
const requireState = (old: Variables, made: Variables, path = ''): Variables => {
  if (old === made) return made;
  const found: [string, Tensor | Variables][] = [];
  for (const name of Object.keys({ ...old, ...made })) {
    const [was, is] = [old[name], made[name]];
    const isNested = ![was, is].some((of) => of !== undefined && (isTensor(of) || !isRecord(of)));
    if (isNested) {
      const part = requireState(
        (was ?? {}) as Variables,
        (is ?? {}) as Variables,
        `${path}${name}.`,
      );
      if (name in old) found.push([name, part]);
      continue;
    }
    checkOptions('apply', { [name]: is }, { [name]: 'tensor?' });
    const [before, after] = [was, is].map((of) => show(isTensor(of) ? of : undefined));
    if (before !== after)
      throw new ShapeError(`its state '${path}${name}' is ${after} after apply, and was ${before}`);
    found.push([name, is!]);
  }
  return Object.fromEntries(found);
};

const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** A chain of layers with their names and those of their parts, which are found once. */
interface Chain {
  readonly network: Network;
  readonly names: readonly string[];
  readonly parts: readonly (readonly (readonly [name: string, chain: Chain])[])[];
}

const chainOf = (network: Network): Chain => ({
  network,
  names: layerNames(network),
  parts: network.layers.map(({ parts }) =>
    Object.entries(parts).map(([name, part]) => [name, chainOf(part)] as const),
  ),
});

/** The layer, held to what it declares. */
const runLayer = (
  layer: Layer,
  own: LayerVariables,
  x: Flow,
  { training, seen }: Run,
  { key, parts }: { readonly key: Key | undefined; readonly parts: { [name: string]: Part } },
): readonly [Flow, Variables] => {
  const examples = examplesOf(layer.input, x);
  const declared = { examples, why: ', as it declares' };
  requireFlow('its input must have shape', layer.input, x, declared);
  const [output, state] = requireMade(
    layer.apply(own, x, { training, key, seen, parts }),
    layer.output,
  );
  requireFlow('its output must have shape', layer.output, output, declared);
  return [output, requireState(own.state, state)];
};

const runChain = (
  { network, names, parts }: Chain,
  { params, state }: LayerVariables,
  x: Flow,
  run: Run,
  { key, path }: { readonly key: Key | undefined; readonly path: string },
): readonly [Flow, Variables] => {
  const next: Record<string, Tensor | Variables> = {};
  let value = x;
  network.layers.forEach((layer, i) => {
    const name = names[i]!;
    const at = `${path}${name}`;
    const own = { params: within(params, name), state: within(state, name) };
    const layerKey = key && foldIn(key, i);
    const [output, layerState] = inLayer(at, () =>
      runLayer(layer, own, value, run, {
        key: layerKey,
        parts: partsOf(parts[i]!, own, run, { key: layerKey, path: `${at}.` }),
      }),
    );
    if (name in state) next[name] = layerState;
    if (isTensor(output)) run.outputs.push({ name: at, output });
    value = output;
  });
  return [value, next];
};

/** The parts of a layer, ready to run. */
const partsOf = (
  chains: Chain['parts'][number],
  own: LayerVariables,
  run: Run,
  { key, path }: { readonly key: Key | undefined; readonly path: string },
): { [name: string]: Part } =>
  Object.fromEntries(
    chains.map(([name, chain], i) => {
      const partKey = key && foldIn(key, i);
      let state = within(own.state, name);
      let uses = 0;
      const part: Part = (x, params = within(own.params, name)) => {
        // Layers of the part fold their small indices into its key; those of further uses count down from the largest.
        const useKey = partKey && uses > 0 ? foldIn(partKey, 2 ** 32 - uses) : partKey;
        uses++;
        const at = { key: useKey, path: `${path}${name}.` };
        requireFlow(`its part '${name}' takes inputs of shape`, chain.network.input, x);
        const [output, next] = runChain(chain, { params, state }, x, run, at);
        state = next;
        return [output, next];
      };
      return [name, part];
    }),
  );

/**
 * The outputs of all layers, those within a layer before it, in the order in which they ran, the new layer states, and the
 * network's output. A layer that gives named parts is left out; the layers that made the parts are there.
 *
 * @example
 * ```ts
 * import { applyLayers, input, leakyRelu, relu } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), relu(), leakyRelu());
 * const [outputs] = applyLayers(network)({}, {}, tensor([[-1, 2]]));
 * outputs.map(({ name }) => name); // => ['relu1', 'leakyRelu1']
 * ```
 */
export const applyLayers = <In extends Shape, Out extends Shape>(
  network: Network<In, Out>,
): Apply<readonly [outputs: readonly LayerOutput[], state: Variables, output: Flow<Out>], In> => {
  const run = runnerOf('applyLayers', network);
  return (params, state, x, options) => {
    const { outputs, next, output } = run(params, state, x, options);
    return [outputs, next, output as Flow<Out>];
  };
};

/**
 * The network's output for inputs of its shape, `[batch, Out]` for `[batch, In]` if both are widths, and the new layer
 * states. It is a pure function: the states of batch norm cannot be forgotten, and the same arguments give the same
 * bits.
 *
 * @throws ShapeError if the input's shape is not the network's, a variable is missing or has another shape, or a
 * layer's output or new state is not as declared; ArgumentError if a layer needs a key in training and none is given.
 * Errors within a layer name it by its path.
 * @example
 * ```ts
 * import { apply, dense, initialize, input } from '@puregrad/layers';
 * import { key, ones, pipe } from '@puregrad/tensors';
 * const network = pipe(input(4), dense(3));
 * const { params, state } = initialize(network, key(42));
 * const [logits] = apply(network)(params, state, ones([2, 4]));
 * logits.shape; // => [2, 3]
 * ```
 */
export const apply = <In extends Shape, Out extends Shape>(
  network: Network<In, Out>,
): Apply<readonly [output: Flow<Out>, state: Variables], In> => {
  const run = runnerOf('apply', network);
  return (params, state, x, options) => {
    const { output, next } = run(params, state, x, options);
    return [output as Flow<Out>, next];
  };
};

interface Ran {
  readonly outputs: readonly LayerOutput[];
  readonly output: Flow;
  readonly next: Variables;
}

const runnerOf = <In extends Shape>(operation: string, network: Network<In>): Apply<Ran, In> => {
  checkOptions(operation, { network }, { network: '{layers}' });
  const chain = chainOf(network);
  return (params, state, x, options = {}) => {
    checkOptions('apply', { params, state }, { params: 'object', state: 'object' });
    checkOptions('apply', { x }, { x: isAxes(network.input) ? 'tensor' : 'object' });
    const {
      training = false,
      key,
      seen,
    } = checkOptions('apply', options, { training: 'boolean?', key: 'tensor?', seen: 'tensor?' });
    requireFlow('apply: the network takes inputs of shape', network.input, x);
    const run: Run = { training, seen, outputs: [] };
    const [output, next] = runChain(chain, { params, state }, x, run, { key, path: '' });
    requireFlow("apply: the network's output must have shape", network.output, output, {
      why: ', as it declares',
    });
    return { outputs: run.outputs, output, next };
  };
};
