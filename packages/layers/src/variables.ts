import { type FloatDType, foldIn, type Key } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { inLayer, type LayerVariables, type Tensors } from './layer.ts';
import { layerNames, type Network } from './network.ts';

/** Tensors by layer and name, `params.dense1.kernel`; layers without any are left out. */
export type Variables = { readonly [layer: string]: Tensors };

/** The parameters and layer states of a network. */
export interface NetworkVariables {
  readonly params: Variables;
  readonly state: Variables;
}

/** Checks the result of a layer's `init`. */
const requireVariables = (made: LayerVariables): LayerVariables => {
  checkOptions('init', { result: made }, { result: '{params,state}' });
  for (const [name, value] of [...Object.entries(made.params), ...Object.entries(made.state)])
    checkOptions('init', { [name]: value }, { [name]: 'tensor' });
  return made;
};

/**
 * Fresh parameters and layer states for a network, drawn from a key: layer i uses `foldIn(key, i)`.
 *
 * @example
 * ```ts
 * import { dense, initialize, input } from '@puregrad/layers';
 * import { key, pipe } from '@puregrad/tensors';
 * initialize(pipe(input(4), dense(3)), key(42)).params.dense1.kernel.shape; // => [4, 3]
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
  const made = layerNames(network).map(
    (name, i) =>
      [
        name,
        inLayer(name, () => requireVariables(network.layers[i]!.init(foldIn(key, i), dtype))),
      ] as const,
  );
  const named = (part: 'params' | 'state'): Variables =>
    Object.fromEntries(
      made.flatMap(([name, variables]) =>
        Object.keys(variables[part]).length === 0 ? [] : [[name, variables[part]]],
      ),
    );
  return { params: named('params'), state: named('state') };
};
