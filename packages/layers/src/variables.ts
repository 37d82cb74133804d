import {
  ArgumentError,
  type FloatDType,
  foldIn,
  isTensor,
  type Key,
  type Tensor,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { isRecord } from './decoding.ts';
import { inLayer, type Layer, type LayerVariables, type Variables } from './layer.ts';
import { layerNames, type Network } from './network.ts';

/** The parameters and layer states of a network. */
export interface NetworkVariables {
  readonly params: Variables;
  readonly state: Variables;
}

/** Checks the result of a layer's `init`. */
const requireVariables = (made: LayerVariables): LayerVariables => {
  checkOptions('init', { result: made }, { result: '{params,state}' });
  requireTensors(made.params);
  requireTensors(made.state);
  return made;
};

/** Checks that all that is nested in the variables are tensors. */
const requireTensors = (variables: Variables): void => {
  for (const [name, value] of Object.entries(variables))
    if (!isTensor(value) && isRecord(value)) requireTensors(value);
    else checkOptions('init', { [name]: value }, { [name]: 'tensor' });
};

/**
 * Fresh parameters and layer states for a network, drawn from a key: layer i uses `foldIn(key, i)`, and part j of a
 * layer folds j into the layer's key. They nest as the network does: `params.dense1.kernel`,
 * `params.residual1.body.dense1.kernel`; `tensorAt` finds one by its path.
 *
 * @throws ArgumentError if two layers of a chain have the same name, or a layer's variable has the name of a part of it.
 * @example
 * ```ts
 * import { dense, initialize, input, tensorAt } from '@puregrad/layers';
 * import { key, pipe } from '@puregrad/tensors';
 * const { params } = initialize(pipe(input(4), dense(3)), key(42));
 * tensorAt(params, 'dense1.kernel').shape; // => [4, 3]
 * ```
 */
export const initialize = (
  network: Network,
  key: Key,
  options: { readonly dtype?: FloatDType } = {},
): NetworkVariables => {
  checkOptions('initialize', { network, key }, { network: '{layers}', key: 'tensor' });
  const { dtype = 'float32' } = checkOptions('initialize', options, {
    dtype: "'float32'|'float64'?",
  });
  return initializeChain(network, key, dtype, '');
};

const initializeChain = (
  network: Network,
  key: Key,
  dtype: FloatDType,
  path: string,
): NetworkVariables => {
  const made = layerNames(network).map((name, i) => {
    const at = `${path}${name}`;
    return [
      name,
      inLayer(at, () => initializeLayer(network.layers[i]!, foldIn(key, i), dtype, at)),
    ] as const;
  });
  return { params: collect(made, 'params'), state: collect(made, 'state') };
};

const initializeLayer = (
  layer: Layer,
  key: Key,
  dtype: FloatDType,
  path: string,
): LayerVariables => {
  const parts = Object.entries(layer.parts).map(
    ([name, part], i) =>
      [name, initializeChain(part, foldIn(key, i), dtype, `${path}.${name}.`)] as const,
  );
  const { params, state } = requireVariables(layer.init(key, dtype, Object.fromEntries(parts)));
  if (parts.length === 0) return { params, state };
  const twice = parts.find(([name]) => name in params || name in state);
  if (twice !== undefined)
    throw new ArgumentError(
      `init: its variable '${twice[0]}' has the name of one of its parts; give it another name`,
    );
  return {
    params: { ...params, ...collect(parts, 'params') },
    state: { ...state, ...collect(parts, 'state') },
  };
};

/** Variables by name, without those that hold nothing. */
const collect = (
  made: readonly (readonly [name: string, variables: LayerVariables])[],
  part: 'params' | 'state',
): Variables =>
  Object.fromEntries(
    made.flatMap(([name, variables]) =>
      Object.keys(variables[part]).length === 0 ? [] : [[name, variables[part]]],
    ),
  );

/**
 * One of a network's variables by its path.
 *
 * @throws ArgumentError if there is none, naming those that are there.
 * @example
 * ```ts
 * import { tensorAt } from '@puregrad/layers';
 * import { tensor } from '@puregrad/tensors';
 * const params = { residual1: { body: { dense1: { kernel: tensor([[1]]) } } } };
 * tensorAt(params, 'residual1.body.dense1.kernel').toArray(); // => [[1]]
 * ```
 */
export const tensorAt = (variables: Variables, path: string): Tensor => {
  checkOptions('tensorAt', { variables, path }, { variables: 'object', path: 'string' });
  let found: Tensor | Variables | undefined = variables;
  let rest = path;
  while (rest !== '' && found !== undefined && !isTensor(found)) {
    const names: readonly string[] = Object.keys(found);
    // A name may have a dot in it.
    const name = names.find((name) => rest === name || rest.startsWith(`${name}.`));
    if (name === undefined)
      throw new ArgumentError(
        `tensorAt: there is no '${path}': ${rest === path ? 'the variables hold' : `'${path.slice(0, path.length - rest.length - 1)}' holds`} ${names.join(', ') || 'nothing'}`,
      );
    found = found[name];
    rest = rest.slice(name.length + 1);
  }
  if (isTensor(found) && rest === '') return found;
  throw new ArgumentError(
    isTensor(found)
      ? `tensorAt: there is no '${path}': '${path.slice(0, path.length - rest.length - 1)}' is a tensor`
      : `tensorAt: '${path}' holds ${Object.keys(found ?? {}).join(', ') || 'nothing'}; name one tensor`,
  );
};
