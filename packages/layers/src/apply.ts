import { foldIn, type Key, ShapeError, showShape, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import {
  inLayer,
  type Layer,
  type LayerContext,
  type LayerVariables,
  type Tensors,
} from './layer.ts';
import { layerNames, type Network } from './network.ts';
import type { Variables } from './variables.ts';

export interface ApplyOptions {
  /** True in training: dropout is active, and batch norm uses the batch's statistics. False by default. */
  readonly training?: boolean;
  /** For layers that draw random numbers in training; a fresh one each step. */
  readonly key?: Key;
  /** With `training`: the number of examples so far in a pass of `renewStatistics`. */
  readonly seen?: Tensor | undefined;
}

/** One layer's output. */
export interface LayerOutput {
  readonly name: string;
  readonly output: Tensor;
}

/** A function that runs a network with parameters, layer states and inputs, and returns an `R`. */
export type Apply<R> = (
  params: Variables,
  state: Variables,
  x: Tensor,
  options?: ApplyOptions,
) => R;

const requireInput = (network: Network, x: Tensor): void => {
  if (x.rank < 1 || x.shape.at(-1) !== network.inputWidth)
    throw new ShapeError(
      `apply: the network takes inputs of shape [batch, ${network.inputWidth}], got ${showShape(x.shape)}`,
    );
};

/** Checks that a value has one row for each example, and the layer's width. */
const requireWidth = (
  what: string,
  width: number,
  value: Tensor,
  examples: number | undefined,
): void => {
  if (value.shape.at(-1) !== width || (examples !== undefined && value.shape[0] !== examples))
    throw new ShapeError(
      `${what} must have shape [${examples ?? 'batch'}, ${width}], as it declares, got ${showShape(value.shape)}`,
    );
};

const show = (tensor: Tensor | undefined): string =>
  tensor === undefined ? 'missing' : `${tensor.dtype} ${showShape(tensor.shape)}`;

/** The output and the state that a layer's `apply` gave. */
const requireMade = (made: ReturnType<Layer['apply']>): typeof made => {
  checkOptions('apply', { result: made }, { result: 'array' });
  const [output, state] = made;
  checkOptions('apply', { output, state }, { output: 'tensor', state: 'object' });
  for (const name in state) checkOptions('apply', { [name]: state[name] }, { [name]: 'tensor' });
  return made;
};

/** A state that changed its form would be dropped, or be another one in the next step. */
const requireState = (old: Tensors, made: Tensors): void => {
  for (const name of old === made ? [] : Object.keys({ ...old, ...made })) {
    const [was, is] = [show(old[name]), show(made[name])];
    if (was !== is)
      throw new ShapeError(`its state '${name}' is ${is} after apply, and was ${was}`);
  }
};

/** The layer, held to what it declares. */
const run = (
  { inputWidth, outputWidth, apply }: Layer,
  variables: LayerVariables,
  x: Tensor,
  context: LayerContext,
): ReturnType<Layer['apply']> => {
  const examples = x.rank > 1 ? x.shape[0] : undefined;
  requireWidth('its input', inputWidth, x, examples);
  const made = requireMade(apply(variables, x, context));
  requireWidth('its output', outputWidth, made[0], examples);
  requireState(variables.state, made[1]);
  return made;
};

/**
 * Every layer's output, in order, and the new layer states.
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
export const applyLayers = (
  network: Network,
): Apply<readonly [outputs: readonly LayerOutput[], state: Variables]> => {
  checkOptions('applyLayers', { network }, { network: '{layers}' });
  const names = layerNames(network);
  return (params, state, x, options = {}) => {
    checkOptions('apply', { params, state, x }, { params: 'object', state: 'object', x: 'tensor' });
    const {
      training = false,
      key,
      seen,
    } = checkOptions('apply', options, { training: 'boolean?', key: 'tensor?', seen: 'tensor?' });
    requireInput(network, x);
    const outputs: LayerOutput[] = [];
    const next: Record<string, Tensors> = {};
    let value = x;
    network.layers.forEach((layer, i) => {
      const name = names[i]!;
      const variables = { params: params[name] ?? {}, state: state[name] ?? {} };
      const context = { training, key: key && foldIn(key, i), seen };
      const [output, layerState] = inLayer(name, () => run(layer, variables, value, context));
      if (name in state) next[name] = layerState;
      outputs.push({ name, output });
      value = output;
    });
    requireWidth("apply: the network's output", network.outputWidth, value, undefined);
    return [outputs, next];
  };
};

/**
 * The network's output `[batch, Out]` for inputs `[batch, In]`, and the new layer states. It is a pure
 * function: the states of batch norm cannot be forgotten, and the same arguments give the same bits.
 *
 * @throws ShapeError if the input's width is not the network's, a variable is missing or has another shape, or a
 * layer's output or new state is not as declared; ArgumentError if a layer needs a key in training and none is given.
 * Errors within a layer name it.
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
export const apply = (network: Network): Apply<readonly [output: Tensor, state: Variables]> => {
  checkOptions('apply', { network }, { network: '{layers}' });
  const run = applyLayers(network);
  return (params, state, x, options) => {
    const [outputs, next] = run(params, state, x, options);
    return [outputs.at(-1)?.output ?? x, next];
  };
};
